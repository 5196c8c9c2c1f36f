-- The handler still runs: keep its lock and its mark for another lease.
-- KEYS once, lock   ARGV token, lease in ms
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
