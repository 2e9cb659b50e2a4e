-- Stores the value of one entry and ends the lease of its fetch, if the lease is still that of the fetch and the generation has
-- not changed since the fetch began.
-- KEYS: the value, the generation and the lease; and the lease of the customer, if its watch keeps the value current.
-- ARGV: the token of the lease, the generation when the fetch began, the time to live in milliseconds, the value; and this node
-- and the time to live of a value that is kept current.
if redis.call('GET', KEYS[3]) ~= ARGV[1] then
  return 0
end
local value = ARGV[2] .. ':' .. ARGV[4]
local left = ARGV[3]
-- A node without the lease does not report the customer's changes.
local held = KEYS[4] and redis.call('GET', KEYS[4])
if held and string.sub(held, 1, #ARGV[5]) == ARGV[5] then
  local now = redis.call('TIME')
  local ends = now[1] * 1000 + math.floor(now[2] / 1000) + ARGV[3]
  value = string.format('%s+%.0f:%s:%s:', ARGV[2], ends, ARGV[3], redis.sha1hex(held)) .. ARGV[4]
  left = ARGV[6]
end
local stored
if tonumber(left) > 0 and redis.call('GET', KEYS[2]) == ARGV[2] then
  stored = redis.pcall('SET', KEYS[1], value, 'PX', left)
end
redis.call('DEL', KEYS[3])
-- An error if Redis has no memory for the value; the lease ends nevertheless.
return stored or 1
