-- Begin a message: note that it runs, take the patron's lock, then (only then) load what we remember of her.
-- KEYS once, lock, conversation, patron, held, parked
-- ARGV token, lease in ms, "running" or "late" as the mark, "1" when we have marked the message already
local once, lock, conversation, patron, held, parked = unpack(KEYS)
local token, lease, mark, marked = unpack(ARGV)
local state = redis.call('GET', once)
local ours = redis.call('GET', lock) == token  -- the connection broke, and this is asked a second time
local over = state and state ~= 'running' and state ~= 'late'
if state and (over or not (ours or marked == '1')) then return {'seen', state} end
if state then redis.call('PEXPIRE', once, lease) else redis.call('SET', once, mark, 'PX', lease) end
if not ours and not redis.call('SET', lock, token, 'NX', 'PX', lease) then return {'waiting'} end
local waiting = redis.call('LRANGE', held, 0, -1)  -- they stay until an answer carries them: we may die
return {
  'entered', redis.call('GET', conversation) or '', redis.call('GET', patron) or '',
  redis.call('GET', parked) or '', unpack(waiting)
}
