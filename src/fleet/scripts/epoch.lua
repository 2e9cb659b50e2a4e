#!lua flags=allow-oom
-- Returns the epoch of the fleet. Redis may have lost it; then it is the latest that a node knows.
-- KEYS: the epoch. ARGV: the latest epoch that this node knows.
local known = tonumber(redis.call('GET', KEYS[1]) or '0')
local own = tonumber(ARGV[1])
if own > known then
  redis.call('SET', KEYS[1], ARGV[1])
  return own
end
return known
