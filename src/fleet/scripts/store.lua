-- Stores the value of one entry and ends the lease, if the lease is still that of the fetch and the generation has not changed
-- since the fetch began.
-- KEYS: the value, the generation and the lease.
-- ARGV: the token of the lease, the generation when the fetch began, the time to live in milliseconds, the value.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then
  return 0
end
local stored
if redis.call('GET', KEYS[2]) == ARGV[2] then
  stored = redis.pcall('SET', KEYS[1], ARGV[2] .. ':' .. ARGV[4], 'PX', ARGV[3])
end
redis.call('DEL', KEYS[3])
-- An error if Redis has no memory for the value; the lease ends nevertheless.
return stored or 1
