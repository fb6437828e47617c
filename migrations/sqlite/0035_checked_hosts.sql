-- The host at which a key is checked, where its provider has several: as many checks begin at each.
ALTER TABLE org_credentials ADD COLUMN checked_host TEXT NOT NULL DEFAULT '';

UPDATE org_credentials SET checked_host = COALESCE(
  json_extract(public_config, '$.smtp.host'),
  json_extract(public_config, '$.vapi.region'),
  json_extract(public_config, '$.openai.region'), '');

-- Those inside the operator's account are checked, too.
DROP INDEX org_credentials_check;
CREATE INDEX org_credentials_check ON org_credentials (provider, next_check_at, checked_host);

-- The operator sees them beside the own ones.
DROP INDEX org_credentials_standing;
CREATE INDEX org_credentials_standing ON org_credentials (provider, is_managed, status, status_cause);

-- The account inside the operator's has an incident of its own.
ALTER TABLE notifications ADD COLUMN is_managed BOOLEAN NOT NULL DEFAULT FALSE;
DROP INDEX notifications_incident;
CREATE UNIQUE INDEX notifications_incident ON notifications (org_id, provider, is_managed)
  WHERE ended_at IS NULL AND due_at IS NULL;
