#!lua flags=allow-oom
-- Begins an epoch of the fleet, and publishes why.
-- KEYS: the epoch. ARGV: the next epoch, the channel of the nodes, and the message to them.
-- Returns 0 if this epoch has begun before.
if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
