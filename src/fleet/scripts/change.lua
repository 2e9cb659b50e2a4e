#!lua flags=allow-oom
-- Ends all values of the entries with these generations, also values whose fetch is in progress, and publishes the change.
-- KEYS: the generations. ARGV: their time to live in milliseconds, which is longer than that of any value, the channel of the
-- nodes, and the message to them.
-- The time makes a generation different from every earlier one, even after Redis has lost its data.
local now = redis.call('TIME')
for at, generation in ipairs(KEYS) do
  redis.call('SET', generation, now[1] .. '.' .. now[2] .. '.c' .. at, 'PX', ARGV[1])
end
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1
