-- Returns the value of each entry, or grants the lease to fetch it.
-- KEYS: for each entry its value, its generation and its lease, then the value and the generation by each former secret.
-- ARGV: the token of the leases, their time to live in milliseconds, the time to live of a generation, which is longer than that
-- of any value, and the number of keys of each entry.
-- Returns for each entry one of
--   {1, number of the former secret or 0, time to live in milliseconds, value}: the value is current;
--   {2, generation}: this node may fetch the entry and store it with this generation;
--   {3}: another node is fetching the entry;
--   {4}: Redis has no memory for a lease.
-- A value begins with its generation and a colon. It is current if that is still the generation of the entry. A generation that
-- is missing, because Redis has lost or evicted it, is replaced by one that no value has.
local now = redis.call('TIME')
local keys = tonumber(ARGV[4])

-- The generation of an entry, and the current value with its time to live.
local function find(at)
  local generation = redis.call('GET', KEYS[at + 1])
  local value = generation and redis.call('GET', KEYS[at])
  local start = (generation or '') .. ':'
  if value and string.sub(value, 1, #start) == start then
    return generation, redis.call('PTTL', KEYS[at]), string.sub(value, #start + 1)
  end
  return generation
end

local results = {}
for at = 1, #KEYS, keys do
  local generation, left, value = find(at)
  local secret = 0
  for former = at + 3, at + keys - 1, 2 do
    if not value then
      secret = secret + 1
      local _
      _, left, value = find(former)
    end
  end
  if value then
    results[#results + 1] = {1, secret, left, value}
  else
    local lease = redis.pcall('SET', KEYS[at + 2], ARGV[1], 'NX', 'PX', ARGV[2])
    if not lease then
      results[#results + 1] = {3}
    elseif lease.err then
      results[#results + 1] = {4}
    else
      generation = generation or (now[1] .. '.' .. now[2] .. '.' .. at)
      redis.call('SET', KEYS[at + 1], generation, 'PX', ARGV[3])
      results[#results + 1] = {2, generation}
    end
  end
end
return results
