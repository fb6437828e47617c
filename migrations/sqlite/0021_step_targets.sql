-- What a step is about, each fact of it in a column of its own; `about` stays.

-- number, agent, key or account. Null: its kind stands once in its operation.
ALTER TABLE operation_steps ADD COLUMN target_kind TEXT;
-- Of a number or an agent that may be gone by now.
ALTER TABLE operation_steps ADD COLUMN number_id TEXT;
ALTER TABLE operation_steps ADD COLUMN agent_id TEXT;
-- The agent's name, as it was; `about` is what the others are called.
ALTER TABLE operation_steps ADD COLUMN agent_name TEXT;
-- In whose Twilio account it is.
ALTER TABLE operation_steps ADD COLUMN source TEXT;
-- Its ids at the providers, as far as they were known.
ALTER TABLE operation_steps ADD COLUMN vapi_id TEXT;
ALTER TABLE operation_steps ADD COLUMN twilio_sid TEXT;

UPDATE operation_steps SET target_kind = 'number',
  number_id = json_extract(target, '$.number.id'),
  source = COALESCE(json_extract(target, '$.number.source'), 'byo'),
  vapi_id = json_extract(target, '$.number.vapi_phone_id'),
  twilio_sid = json_extract(target, '$.number.twilio_sid')
WHERE target LIKE '{"number":%';
UPDATE operation_steps SET target_kind = 'agent',
  agent_id = json_extract(target, '$.agent.id'),
  agent_name = json_extract(target, '$.agent.name'),
  vapi_id = json_extract(target, '$.agent.assistant')
WHERE target LIKE '{"agent":%';
UPDATE operation_steps SET target_kind = 'key',
  source = COALESCE(json_extract(target, '$.key.source'), 'byo'),
  twilio_sid = json_extract(target, '$.key.sid')
WHERE target LIKE '{"key":%';
UPDATE operation_steps SET target_kind = 'account' WHERE target LIKE '{"account":%';

ALTER TABLE operation_steps DROP COLUMN target;
