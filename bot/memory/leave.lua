-- End a message: keep the conversation, free the patron, and settle who brings her the answer.
-- KEYS once, lock, conversation, patron, held, parked
-- ARGV token, conversation, its life in ms, patron's id, answer (a JSON list: the patron's id, then replies
--      as text), its life in ms, "1" when the account may push, "1" when its process knows that nobody waits,
--      then the held replies that the answer carries
local once, lock, conversation, patron, held, parked = unpack(KEYS)
local token, remembered, memory_life, who, answer, answer_life, may_push, let_go = unpack(ARGV)
if redis.call('GET', lock) == token then  -- else our lease ran out, and somebody newer owns the conversation
  if remembered == '' then
    redis.call('DEL', conversation, patron, held, parked)
  else
    redis.call('SET', conversation, remembered, 'PX', memory_life)
    if who ~= '' then redis.call('SET', patron, who, 'PX', memory_life) end
  end
  redis.call('DEL', lock)
end
local state = redis.call('GET', once)
if state and state ~= 'running' and state ~= 'late' then return 'answered' end  -- we stood still, another ran it
local late = state == 'late' or let_go == '1'  -- the mark may have ended with its lease
for carried = 9, #ARGV do redis.call('LREM', held, 1, ARGV[carried]) end
if late and may_push == '1' then
  -- Kept as long as a conversation: until the outbox has it, this is the only copy.
  redis.call('SET', once, 'pushed:' .. answer, 'PX', memory_life)
  return 'push'
end
redis.call('SET', once, 'done:' .. answer, 'PX', answer_life)
if may_push ~= '1' and remembered ~= '' then
  local replies = cjson.decode(answer)
  for count = late and 2 or 3, #replies do redis.call('RPUSH', held, replies[count]) end
  redis.call('PEXPIRE', held, memory_life)
end
return 'answered'
