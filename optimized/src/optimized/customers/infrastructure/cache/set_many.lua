-- Sets KEYS to ARGV[2] and what follows, all for ARGV[1] milliseconds.
for index, key in ipairs(KEYS) do
  redis.call('SET', key, ARGV[index + 1], 'PX', ARGV[1])
end
