#!lua flags=allow-oom
-- Ends leases without a value: the fetch has failed.
-- KEYS: the leases. ARGV: their token.
for _, lease in ipairs(KEYS) do
  if redis.call('GET', lease) == ARGV[1] then
    redis.call('DEL', lease)
  end
end
return 1
