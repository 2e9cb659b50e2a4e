#!lua flags=allow-oom
-- Lets a key exist for some time. KEYS: the key. ARGV: milliseconds.
redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
return 1
