#!lua flags=allow-oom
-- Ends leases: of fetches that have failed, or of customers that a node does not watch any more.
-- KEYS: the leases. ARGV: the beginning of each, which no other lease has: the token of a fetch, or the node.
for _, lease in ipairs(KEYS) do
  local held = redis.call('GET', lease)
  if held and string.sub(held, 1, #ARGV[1]) == ARGV[1] then
    redis.call('DEL', lease)
  end
end
return 1
