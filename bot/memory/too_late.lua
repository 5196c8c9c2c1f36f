-- A delivery's time is up: from now on the answer is late, unless it came in this very moment.
-- KEYS once
local state = redis.call('GET', KEYS[1])
if state == 'running' then
  redis.call('SET', KEYS[1], 'late', 'KEEPTTL')
  return 'late'
end
return state or 'late'
