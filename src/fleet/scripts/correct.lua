#!lua flags=allow-oom
-- Corrects a rate window by the headers of a response.
-- KEYS: the window. ARGV: the number of calls that the platform has counted, the milliseconds until its window ends, and
-- the milliseconds by which two reports of one window can differ.
-- Responses can overtake each other. Within one window the highest count is the newest.
local left = redis.call('PTTL', KEYS[1])
local ends = tonumber(ARGV[2])
local count = tonumber(ARGV[1])
if left > 0 and ends <= left + tonumber(ARGV[3]) then
  local known = tonumber(redis.call('GET', KEYS[1]))
  redis.call('SET', KEYS[1], math.max(known, count), 'PX', math.max(math.min(left, ends), 1))
else
  redis.call('SET', KEYS[1], count, 'PX', math.max(ends, 1))
end
return 1
