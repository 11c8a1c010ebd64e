-- Run on each new connection. KEYS[1]: the epoch; KEYS[2]: the run_id of the server it belongs to.
-- A server that was started again, or has taken over, may hold old entries: change the epoch once.
local server = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
if redis.call('GET', KEYS[2]) ~= server then
  if redis.call('TYPE', KEYS[1]).ok == 'string' then
    redis.call('DEL', KEYS[1])
  end
  redis.call('SET', KEYS[2], server)
end
