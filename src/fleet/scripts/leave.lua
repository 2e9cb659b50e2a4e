-- Ends the presence of a node, and with it all of its leases. KEYS: the node.
return redis.call('DEL', KEYS[1])
