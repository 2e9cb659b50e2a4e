#!lua flags=allow-oom
-- Takes one call out of a rate window of a credential.
-- KEYS: the block of the credential, the largest number of calls that a window of it allows, and the beginning of the keys of its
-- windows. A window is the number of its calls.
-- ARGV: the calls that the window of this call allows, or 0 if the node does not know it; the length of a window in milliseconds;
-- and the longest time that one can be left. More is left only after the clock of Redis was set back: then the window is over.
-- Returns one of
--   {0}: the call may be sent;
--   {1, milliseconds}: all calls are blocked for this long;
--   {2, milliseconds, allowed}: the window, which allows this number of calls, is used up for this long.
local blocked = redis.call('PTTL', KEYS[1])
if blocked > 0 then
  return {1, blocked}
end
local allowed = tonumber(ARGV[1])
if allowed == 0 then
  allowed = tonumber(redis.call('GET', KEYS[2]) or '0')
end
if allowed == 0 then
  return {0}
end
local window = KEYS[3] .. ':' .. string.format('%.0f', allowed)
local left = redis.call('PTTL', window)
if left > tonumber(ARGV[3]) then
  redis.call('DEL', window)
end
if tonumber(redis.call('GET', window) or '0') >= allowed then
  return {2, math.max(left, 1), allowed}
end
if redis.call('INCR', window) == 1 then
  redis.call('PEXPIRE', window, ARGV[2])
end
return {0}
