-- The states' and columns' own terms: an operation needs attention, it is retried until a
-- time, and an agent is synced.
-- Row-level security binds the owner too: without this no row would be changed.
SELECT set_config('ava.org', '*', true);

ALTER TABLE operations RENAME COLUMN patience_until TO retry_until;

DROP INDEX operations_attention;
DROP INDEX operations_unfinished;
UPDATE operations SET state = 'needs_attention' WHERE state = 'attention';
CREATE INDEX operations_needs_attention ON operations (org_id) WHERE state = 'needs_attention';
CREATE INDEX operations_unfinished ON operations (org_id, kind)
  WHERE state IN ('running', 'retrying', 'waiting', 'needs_attention');

UPDATE agents SET sync_state = 'synced' WHERE sync_state = 'in_step';
