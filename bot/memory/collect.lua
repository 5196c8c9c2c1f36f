-- A retry takes an answer along, so that it is not handed out again with the patron's next message.
-- KEYS once, held
local state = redis.call('GET', KEYS[1]) or ''
if string.sub(state, 1, 5) == 'done:' then
  local first = cjson.decode(string.sub(state, 6))[2]
  if first then redis.call('LREM', KEYS[2], 1, first) end
end
return state
