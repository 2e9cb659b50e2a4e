-- Stores a value. KEYS: the key. ARGV: the time to live in milliseconds, the value.
return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1])
