-- Take the message that has been adrift for longest past its time, for the length of a lease.
-- KEYS adrift   ARGV lease in ms
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local found = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, 1)[1]
if found then redis.call('ZADD', KEYS[1], now + ARGV[1], found) end
return found
