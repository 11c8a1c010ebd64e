-- No entry of KEYS (generations) is right from now on: the write ARGV[1] is about to be committed.
-- Forgotten after ARGV[2] seconds, should its writer die.
local now = tonumber(redis.call('TIME')[1])
for _, generation in ipairs(KEYS) do
  if redis.call('TYPE', generation).ok == 'string' then
    redis.call('DEL', generation)
  end
  redis.call('ZREMRANGEBYSCORE', generation, '-inf', now)
  redis.call('ZADD', generation, now + ARGV[2], ARGV[1])
  redis.call('EXPIRE', generation, ARGV[2])
end
