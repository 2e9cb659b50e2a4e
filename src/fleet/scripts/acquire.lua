-- Returns the value of each entry, or grants the lease to fetch it.
-- KEYS: for each entry its value, its generation, the lease to fetch it, and the lease of the customer whose watch may keep it
-- current; then the value and the generation by each former secret.
-- ARGV: the token of the leases, their time to live in milliseconds, the time to live of a generation, which is longer than that
-- of any value, the number of keys of each entry, and the beginning of the keys of present nodes; then for each entry the time to
-- live in milliseconds that a value must have: one that expires sooner is fetched again, while other nodes use it.
-- Returns for each entry one of
--   {1, number of the former secret or 0, time to live in milliseconds, value}: the value is current;
--   {2, generation}: this node may fetch the entry and store it with this generation;
--   {3}: another node is fetching the entry;
--   {4}: Redis has no memory for a lease.
-- A value begins with its generation and a colon. It is current if that is still the generation of the entry. A value that a
-- watch keeps current begins with `generation+end:time to live:lease:`. After its end (in milliseconds) it is current while the
-- node that stored it has the lease and is present; it can be used for the time to live. A generation that is missing, because
-- Redis has lost or evicted it, is replaced by one that no value has.
local now = redis.call('TIME')
local now_millis = now[1] * 1000 + math.floor(now[2] / 1000)
local keys = tonumber(ARGV[4])

-- The length of a node's name, with which the lease of a customer begins.
local NODE = 16

-- How long a value can be used that a watch keeps current, and where its content begins; nothing if it is not current any more.
local function kept_current(value, from, lease)
  local ends, left, held_by, start = string.match(value, '^(%d+):(%d+):(%x+):()', from)
  if not start then
    return
  end
  if now_millis < tonumber(ends) then
    return ends - now_millis, start
  end
  local held = redis.call('GET', lease)
  if held and redis.sha1hex(held) == held_by
    and redis.call('EXISTS', ARGV[5] .. string.sub(held, 1, NODE)) == 1 then
    return tonumber(left), start
  end
end

-- The generation of an entry, and the current value with its time to live.
local function find(at, lease)
  local generation = redis.call('GET', KEYS[at + 1])
  local value = generation and redis.call('GET', KEYS[at])
  if not value or string.sub(value, 1, #generation) ~= generation then
    return generation
  end
  local from = #generation + 2
  local mark = string.sub(value, from - 1, from - 1)
  if mark == ':' then
    return generation, redis.call('PTTL', KEYS[at]), string.sub(value, from)
  end
  if mark == '+' then
    local left, start = kept_current(value, from, lease)
    return generation, left, start and string.sub(value, start)
  end
  return generation
end

local results = {}
for at = 1, #KEYS, keys do
  local lease = KEYS[at + 3]
  local generation, left, value = find(at, lease)
  local secret = 0
  for former = at + 4, at + keys - 1, 2 do
    if not value then
      secret = secret + 1
      local _
      _, left, value = find(former, lease)
    end
  end
  if value and left >= tonumber(ARGV[6 + #results]) then
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
