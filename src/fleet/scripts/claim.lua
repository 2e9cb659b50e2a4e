-- Takes leases of this node and returns who holds each lease.
-- KEYS: the leases. ARGV: this node, the beginning of the keys of present nodes, the milliseconds for which this node is
-- present, the time to live of a lease in milliseconds, and for each lease 1 if this node may take it.
-- Returns for each lease its node, or an empty text. The lease of a node that is not present is free.
-- A lease is its node and the time when the node took it, so that a lease that was free meanwhile differs.
local now = redis.call('TIME')
redis.call('SET', ARGV[2] .. ARGV[1], '1', 'NX', 'PX', ARGV[3])
local holders = {}
for at, lease in ipairs(KEYS) do
  local held = redis.call('GET', lease)
  local holder = held and string.sub(held, 1, #ARGV[1])
  if holder and holder ~= ARGV[1] and redis.call('EXISTS', ARGV[2] .. holder) == 0 then
    holder = false
  end
  if holder == ARGV[1] then
    redis.call('PEXPIRE', lease, ARGV[4])
  elseif ARGV[4 + at] == '1' and not holder then
    redis.call('SET', lease, ARGV[1] .. now[1] .. '.' .. now[2], 'PX', ARGV[4])
    holder = ARGV[1]
  end
  holders[at] = holder or ''
end
return holders
