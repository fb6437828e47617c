-- When a stored key was checked, when it is to be, and who is at it.
ALTER TABLE org_credentials ADD COLUMN status_cause TEXT;
ALTER TABLE org_credentials ADD COLUMN status_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE org_credentials ADD COLUMN checked_at BIGINT;
ALTER TABLE org_credentials ADD COLUMN next_check_at BIGINT NOT NULL DEFAULT 0;
-- How many checks in a row failed.
ALTER TABLE org_credentials ADD COLUMN failed_checks BIGINT NOT NULL DEFAULT 0;
-- The first check that got no answer, which another has to agree with.
ALTER TABLE org_credentials ADD COLUMN doubted_at BIGINT;
ALTER TABLE org_credentials ADD COLUMN check_owner TEXT;
ALTER TABLE org_credentials ADD COLUMN check_until BIGINT;

UPDATE org_credentials SET status_since = updated_at,
  status_cause = CASE status WHEN 'refused' THEN 'bad_key' WHEN 'unreadable' THEN 'unreadable' END;

CREATE INDEX org_credentials_check ON org_credentials (provider, next_check_at) WHERE is_managed = FALSE;
CREATE INDEX org_credentials_standing ON org_credentials (is_managed, provider, status, status_cause);

-- How long the key of a card worked on a day of UTC.
CREATE TABLE credential_days (
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider    TEXT NOT NULL,
  -- Since 1970-01-01.
  day         BIGINT NOT NULL,
  up_ms       BIGINT NOT NULL,
  degraded_ms BIGINT NOT NULL,
  down_ms     BIGINT NOT NULL,
  checks      BIGINT NOT NULL,
  -- The codes of what was wrong, a blank between them.
  causes      TEXT NOT NULL,
  -- The first moment of the day at which something was wrong.
  first_at    BIGINT,
  PRIMARY KEY (org_id, provider, day)
);
CREATE INDEX credential_days_old ON credential_days (day);

-- Each change of the status of a card's key.
CREATE TABLE credential_changes (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider    TEXT NOT NULL,
  changed_at  BIGINT NOT NULL,
  -- Null: nothing was connected.
  from_status TEXT,
  to_status   TEXT,
  cause       TEXT,
  problem     TEXT
);
CREATE INDEX credential_changes_day ON credential_changes (org_id, provider, changed_at);
CREATE INDEX credential_changes_old ON credential_changes (changed_at);

-- A key that could not be checked is one of those that are checked anyway.
DELETE FROM operation_steps
  WHERE operation_id IN (SELECT id FROM operations WHERE kind = 'verify_credential');
DELETE FROM operations WHERE kind = 'verify_credential';
