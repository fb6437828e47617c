-- No organisation costs the others.

-- What one organisation may, where that is not what every organisation may.
CREATE TABLE org_quotas (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  quota  TEXT NOT NULL,
  most   BIGINT NOT NULL,
  PRIMARY KEY (org_id, quota)
);

-- The organisations that have something due, and the next of each, whatever the
-- others have. The statements say these states in these words.
CREATE INDEX operations_turn ON operations (org_id, next_attempt_at, id)
  WHERE state IN ('running', 'retrying');

ALTER TABLE org_quotas ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_quotas FORCE ROW LEVEL SECURITY;
CREATE POLICY org_quotas_org ON org_quotas
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
