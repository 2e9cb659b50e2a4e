#!lua flags=allow-oom
-- Blocks the calls of a credential, because the platform requires a pause.
-- KEYS: the block. ARGV: milliseconds.
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then
  redis.call('SET', KEYS[1], '1', 'PX', ARGV[1])
end
return 1
