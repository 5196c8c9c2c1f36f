-- Begin a message: note that it runs, take the patron's lock, then (only then) load what we remember of her.
-- KEYS once, lock, conversation, patron, held   ARGV token, lease in ms, "1" when the message is already noted
local once, lock, conversation, patron, held = unpack(KEYS)
local token, lease, noted = unpack(ARGV)
if noted ~= '1' then
  local state = redis.call('GET', once)
  if state then return {'seen', state} end
  redis.call('SET', once, 'running', 'PX', lease)
end
if not redis.call('SET', lock, token, 'NX', 'PX', lease) then return {'waiting'} end
local waiting = redis.call('LRANGE', held, 0, -1)
redis.call('DEL', held)
return {'entered', redis.call('GET', conversation) or '', redis.call('GET', patron) or '', unpack(waiting)}
