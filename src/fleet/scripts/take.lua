#!lua flags=allow-oom
-- Takes one call out of a rate window of a credential.
-- KEYS: the block of the credential, and the window: the number of its calls. ARGV: calls that the window allows, and the
-- length of a window in milliseconds.
-- Returns 0 if the call may be sent, otherwise the milliseconds until one may be.
local blocked = redis.call('PTTL', KEYS[1])
if blocked > 0 then
  return blocked
end
if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[1]) then
  return math.max(redis.call('PTTL', KEYS[2]), 1)
end
if redis.call('INCR', KEYS[2]) == 1 then
  redis.call('PEXPIRE', KEYS[2], ARGV[2])
end
return 0
