-- Look whether a message may be answered without being noted: nothing of this patron runs, waits or was told.
-- KEYS once, lock, conversation, patron, held, parked   ARGV a conversation's life in ms
-- The patron's id; nothing when there is more to it, or when she is not remembered.
local once, lock, conversation, patron, held, parked = unpack(KEYS)
if redis.call('EXISTS', once, lock, held, parked) > 0 then return false end
local spoken = redis.call('GET', conversation)  -- who chose a language is answered in it, the long way
if spoken and string.find(spoken, '"language": "%a') then return false end
local who = redis.call('GET', patron)
if who then
  redis.call('PEXPIRE', patron, ARGV[1])
  redis.call('PEXPIRE', conversation, ARGV[1])
end
return who
