#!lua flags=allow-oom
-- Corrects a rate window by the headers of a response.
-- KEYS: the window, and the largest number of calls that a window of the credential allows.
-- ARGV: the number of calls that the platform has counted, the milliseconds until its window ends, the milliseconds by which two
-- reports of one window can differ, the longest time that a window can be left, the calls that the window allows, and how long
-- nodes without a response remember them.
-- Responses can overtake each other. Within one window the highest count is the newest.
local left = redis.call('PTTL', KEYS[1])
local ends = tonumber(ARGV[2])
local count = tonumber(ARGV[1])
if left > 0 and left <= tonumber(ARGV[4]) and ends <= left + tonumber(ARGV[3]) then
  local known = tonumber(redis.call('GET', KEYS[1]))
  redis.call('SET', KEYS[1], math.max(known, count), 'PX', math.max(math.min(left, ends), 1))
else
  redis.call('SET', KEYS[1], count, 'PX', math.max(ends, 1))
end
if tonumber(ARGV[5]) >= tonumber(redis.call('GET', KEYS[2]) or '0') then
  redis.call('SET', KEYS[2], ARGV[5], 'PX', ARGV[6])
end
return 1
