-- Takes or gives up slots, until this node has the number that it needs.
-- KEYS: the slots. ARGV: this node, the beginning of the keys of present nodes, the milliseconds for which this node is
-- present, the time to live of a slot in milliseconds, and the number of slots.
-- Returns how many slots this node has. The slot of a node that is not present is free.
redis.call('SET', ARGV[2] .. ARGV[1], '1', 'NX', 'PX', ARGV[3])
local needed = tonumber(ARGV[5])
local held = 0
local free = {}
for _, slot in ipairs(KEYS) do
  local holder = redis.call('GET', slot)
  if holder == ARGV[1] then
    if held < needed then
      redis.call('PEXPIRE', slot, ARGV[4])
      held = held + 1
    else
      redis.call('DEL', slot)
    end
  elseif not holder or redis.call('EXISTS', ARGV[2] .. holder) == 0 then
    free[#free + 1] = slot
  end
end
for _, slot in ipairs(free) do
  if held < needed then
    redis.call('SET', slot, ARGV[1], 'PX', ARGV[4])
    held = held + 1
  end
end
return held
