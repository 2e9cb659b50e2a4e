#!lua flags=allow-oom
-- Takes costs out of the budgets of viewers.
-- KEYS: for each viewer the time in milliseconds at which the budget is full again. ARGV: for each viewer the time in
-- milliseconds in which the budget regains the cost; then the longest time in milliseconds until a budget is full.
-- Returns for each viewer the milliseconds until the budget is full.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local results = {}
for at, key in ipairs(KEYS) do
  local full = math.max(tonumber(redis.call('GET', key) or '0'), now) + tonumber(ARGV[at])
  full = math.min(full, now + tonumber(ARGV[#ARGV]))
  if full > now then
    redis.call('SET', key, string.format('%.0f', full), 'PX', full - now)
  end
  results[at] = full - now
end
return results
