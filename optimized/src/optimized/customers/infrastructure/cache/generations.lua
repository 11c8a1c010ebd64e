-- Returns the generations KEYS as they are at one instant. Those that are missing become ARGV[1],
-- except under a write, whose sorted set is there instead.
local found = redis.call('MGET', unpack(KEYS))
for index, generation in ipairs(found) do
  if not generation and redis.call('SET', KEYS[index], ARGV[1], 'NX') then
    found[index] = ARGV[1]
  end
end
return found
