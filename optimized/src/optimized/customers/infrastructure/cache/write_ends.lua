-- The write ARGV[1] is committed: what was kept under KEYS (generations) until now is outdated, and
-- what is read from now on is right, unless another write is under way.
for _, generation in ipairs(KEYS) do
  if redis.call('TYPE', generation).ok == 'string' then
    redis.call('DEL', generation)
  else
    redis.call('ZREM', generation, ARGV[1])
  end
end
