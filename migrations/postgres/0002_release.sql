-- Leaving: disconnecting, removing numbers, deleting agents.

-- The secrets that a clean-up still needs after the org's own rows are gone;
-- shredded with its last step.
CREATE TABLE operation_escrow (
  operation_id  TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider      TEXT NOT NULL,
  public_config TEXT NOT NULL,
  sealed_secret BYTEA NOT NULL,
  key_id        TEXT NOT NULL,
  PRIMARY KEY (operation_id, provider)
);
CREATE INDEX operation_escrow_org ON operation_escrow (org_id);
CREATE INDEX operation_escrow_key ON operation_escrow (key_id);

-- What it was about, by name, for when the row itself is gone.
ALTER TABLE operations ADD COLUMN label TEXT;
-- Told to stop at its next step.
ALTER TABLE operations ADD COLUMN stopping BOOLEAN NOT NULL DEFAULT FALSE;
-- Asked again while one is stopping, it runs anew.
DROP INDEX operations_open;
CREATE UNIQUE INDEX operations_open ON operations (org_id, kind, subject)
  WHERE state IN ('running', 'retrying', 'waiting') AND NOT stopping;
-- What a step is about, where its kind stands more than once.
ALTER TABLE operation_steps ADD COLUMN target TEXT;
-- The number (E.164) or agent (id) of it, by which others find out that they
-- have to wait.
ALTER TABLE operation_steps ADD COLUMN about TEXT;
CREATE INDEX operation_steps_about ON operation_steps (org_id, about) WHERE about IS NOT NULL;

-- What Vapi's assistant held when AVA last set it up, what AVA has sent since
-- without knowing whether it arrived, and what somebody changed there.
ALTER TABLE agents ADD COLUMN synced_spec TEXT;
ALTER TABLE agents ADD COLUMN sent_spec TEXT;
ALTER TABLE agents ADD COLUMN remote_spec TEXT;
ALTER TABLE agents ADD COLUMN updated_by TEXT;

CREATE INDEX operations_kind ON operations (org_id, kind, id);
CREATE INDEX operations_attention ON operations (org_id) WHERE state = 'attention';

-- A number without an agent is in use all the same; one that is being released
-- is not: whoever wants it waits for the clean-up.
DROP INDEX phone_numbers_in_use;
CREATE UNIQUE INDEX phone_numbers_in_use ON phone_numbers (e164)
  WHERE state IN ('importing', 'ready', 'unassigned');
DROP INDEX phone_numbers_vapi;
CREATE UNIQUE INDEX phone_numbers_vapi ON phone_numbers (vapi_phone_id)
  WHERE state IN ('importing', 'ready', 'unassigned');
DROP INDEX phone_numbers_org_once;
CREATE UNIQUE INDEX phone_numbers_org_once ON phone_numbers (org_id, e164)
  WHERE state NOT IN ('releasing', 'released');
CREATE INDEX phone_numbers_page ON phone_numbers (org_id, id);
CREATE INDEX phone_numbers_releasing ON phone_numbers (e164) WHERE state = 'releasing';

ALTER TABLE operation_escrow ENABLE ROW LEVEL SECURITY;
ALTER TABLE operation_escrow FORCE ROW LEVEL SECURITY;
CREATE POLICY operation_escrow_org ON operation_escrow
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
