-- Keep a message until its answer is safe; a lease from now somebody else may take it.
-- KEYS adrift   ARGV message, lease in ms
local clock = redis.call('TIME')
redis.call('ZADD', KEYS[1], clock[1] * 1000 + math.floor(clock[2] / 1000) + ARGV[2], ARGV[1])
