#!lua flags=allow-oom
-- Extends leases whose fetches are still in progress.
-- KEYS: the leases. ARGV: their token, and their time to live in milliseconds.
for _, lease in ipairs(KEYS) do
  if redis.call('GET', lease) == ARGV[1] then
    redis.call('PEXPIRE', lease, ARGV[2])
  end
end
return 1
