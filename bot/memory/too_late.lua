-- A delivery's time is up: from now on the answer is late, unless it came in this very moment.
-- KEYS once   ARGV lease in ms
local state = redis.call('GET', KEYS[1])
if state == 'running' then
  redis.call('SET', KEYS[1], 'late', 'KEEPTTL')
elseif not state then  -- the process stood still for longer than a lease, and is awake again
  redis.call('SET', KEYS[1], 'late', 'PX', ARGV[1])
end
return state or 'late'
