-- End a message: keep the conversation, free the patron, and settle who brings her the answer.
-- KEYS once, lock, conversation, patron, held
-- ARGV token, conversation, its life in ms, patron's id, answer, its life in ms, "1" when the account may push
local once, lock, conversation, patron, held = unpack(KEYS)
local token, remembered, memory_life, who, answer, answer_life, may_push = unpack(ARGV)
if redis.call('GET', lock) == token then  -- else our lease ran out, and somebody newer owns the conversation
  if remembered == '' then
    redis.call('DEL', conversation, patron, held)
  else
    redis.call('SET', conversation, remembered, 'PX', memory_life)
    redis.call('SET', patron, who, 'PX', memory_life)
  end
  redis.call('DEL', lock)
end
local late = redis.call('GET', once) == 'late'
if late and may_push == '1' then
  redis.call('SET', once, 'pushed', 'PX', answer_life)
  return 'push'
end
redis.call('SET', once, 'done:' .. answer, 'PX', answer_life)
if late and answer ~= '' then
  redis.call('RPUSH', held, answer)
  redis.call('PEXPIRE', held, memory_life)
end
return 'answered'
