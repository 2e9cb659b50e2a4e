-- Stores the value of one entry, unless its generation has changed since the fetch began, and ends the lease.
-- KEYS: the value, the generation and the lease.
-- ARGV: the token of the lease, the generation when the fetch began, the time to live in milliseconds, the value.
local stored
if redis.call('GET', KEYS[2]) == ARGV[2] then
  stored = redis.pcall('SET', KEYS[1], ARGV[2] .. ':' .. ARGV[4], 'PX', ARGV[3])
end
if redis.call('GET', KEYS[3]) == ARGV[1] then
  redis.call('DEL', KEYS[3])
end
-- An error if Redis has no memory for the value; the lease ends nevertheless.
return stored or 1
