-- What a step is about, each fact of it in a column of its own; `about` stays.

-- Row-level security binds the owner too: without this no row would be changed.
SELECT set_config('ava.org', '*', true);

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
  number_id = CAST(target AS JSON) -> 'number' ->> 'id',
  source = COALESCE(CAST(target AS JSON) -> 'number' ->> 'source', 'byo'),
  vapi_id = CAST(target AS JSON) -> 'number' ->> 'vapi_phone_id',
  twilio_sid = CAST(target AS JSON) -> 'number' ->> 'twilio_sid'
WHERE target LIKE '{"number":%';
UPDATE operation_steps SET target_kind = 'agent',
  agent_id = CAST(target AS JSON) -> 'agent' ->> 'id',
  agent_name = CAST(target AS JSON) -> 'agent' ->> 'name',
  vapi_id = CAST(target AS JSON) -> 'agent' ->> 'assistant'
WHERE target LIKE '{"agent":%';
UPDATE operation_steps SET target_kind = 'key',
  source = COALESCE(CAST(target AS JSON) -> 'key' ->> 'source', 'byo'),
  twilio_sid = CAST(target AS JSON) -> 'key' ->> 'sid'
WHERE target LIKE '{"key":%';
UPDATE operation_steps SET target_kind = 'account' WHERE target LIKE '{"account":%';

ALTER TABLE operation_steps DROP COLUMN target;
