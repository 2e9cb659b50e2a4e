-- Returns the value of a key. KEYS: the key.
return redis.call('GET', KEYS[1])
