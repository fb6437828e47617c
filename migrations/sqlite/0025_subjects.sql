-- What an operation is about, each fact of it in a column of its own; and an operation
-- that waits its turn is queued, one that a worker has is running.

-- No foreign keys: an operation outlives what it takes back. A clean-up goes on after its
-- agent or credential is deleted, a comparison replaces the findings, and the row of a
-- number that was not bought goes while its address is taken back.
ALTER TABLE operations ADD COLUMN number_id TEXT;
ALTER TABLE operations ADD COLUMN agent_id TEXT;
-- The finding that names something that AVA does not use.
ALTER TABLE operations ADD COLUMN leftover_id TEXT;
ALTER TABLE operations ADD COLUMN provider TEXT;
ALTER TABLE operations ADD COLUMN credential_id TEXT;
-- Tells operations on one account apart that may go on side by side.
ALTER TABLE operations ADD COLUMN instance TEXT;

UPDATE operations SET number_id = subject WHERE kind IN ('import_number', 'buy_number', 'remove_number',
  'release_number', 'forget_address', 'unassign_number');
UPDATE operations SET agent_id = subject WHERE kind IN ('sync_agent', 'delete_agent');
UPDATE operations SET leftover_id = subject WHERE kind = 'delete_leftover';
UPDATE operations SET provider = subject WHERE kind = 'verify_credential';
-- A provider, an id and, to carry a secret, its version: 'twilio:0193…:3'.
UPDATE operations SET provider = substr(subject, 1, instr(subject, ':') - 1),
  credential_id = substr(subject, instr(subject, ':') + 1, 36)
WHERE kind IN ('disconnect', 'carry_secret');
-- Both are about the account at Twilio: 'twilio:0193…', 'twilio_managed:0193…'.
UPDATE operations SET provider = 'twilio', instance = substr(subject, instr(subject, ':') + 1, 36)
WHERE kind IN ('release_managed', 'secure_account');

DROP INDEX operations_open;
DROP INDEX operations_subject;
DROP INDEX operations_due;
DROP INDEX operations_turn;
DROP INDEX operations_unfinished;
DROP INDEX operations_needs_attention;
ALTER TABLE operations DROP COLUMN subject;

UPDATE operations SET state = 'queued' WHERE state = 'running' AND lease_owner IS NULL;

-- The statements say these states, and what an operation is about, in these words: SQLite
-- compares them. A version of a secret is no subject of its own: an earlier operation that
-- carries it was told to stop.
CREATE UNIQUE INDEX operations_open ON operations
  (org_id, kind, COALESCE(number_id, agent_id, leftover_id, credential_id, instance, provider, ''))
  WHERE state IN ('queued', 'running', 'retrying', 'waiting') AND NOT stopping;
CREATE INDEX operations_subject ON operations
  (org_id, COALESCE(number_id, agent_id, leftover_id, credential_id, instance, provider, ''), id);
CREATE INDEX operations_number ON operations (org_id, number_id, id) WHERE number_id IS NOT NULL;
CREATE INDEX operations_agent ON operations (org_id, agent_id, id) WHERE agent_id IS NOT NULL;
CREATE INDEX operations_due ON operations (next_attempt_at) WHERE state IN ('queued', 'running', 'retrying');
CREATE INDEX operations_turn ON operations (org_id, next_attempt_at, id)
  WHERE state IN ('queued', 'running', 'retrying');
CREATE INDEX operations_unfinished ON operations (org_id, kind)
  WHERE state IN ('queued', 'running', 'retrying', 'waiting', 'needs_attention');
-- As it was, but newer than `operations_subject`: of two that fit alike, SQLite takes the newer.
CREATE INDEX operations_needs_attention ON operations (org_id) WHERE state = 'needs_attention';
