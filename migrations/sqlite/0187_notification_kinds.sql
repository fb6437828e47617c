-- Notifications of every kind: what each is about stands in `about`, whether or not that is a service.
ALTER TABLE notifications ADD COLUMN category TEXT NOT NULL DEFAULT 'services';
ALTER TABLE notifications ADD COLUMN subject TEXT NOT NULL DEFAULT '';
ALTER TABLE notifications ADD COLUMN about TEXT NOT NULL DEFAULT '';
-- How many of the kind it tells of.
ALTER TABLE notifications ADD COLUMN times BIGINT NOT NULL DEFAULT 1;
UPDATE notifications SET
  category = CASE WHEN kind IN ('expires_soon', 'key_old') THEN 'expiries' ELSE 'services' END,
  subject = CASE WHEN is_managed THEN 'twilio_managed' ELSE provider END,
  about = '{"' || CASE WHEN is_managed THEN 'supply' ELSE 'service' END || '":{"provider":"' || provider || '"}}';
DROP INDEX notifications_incident;
DROP INDEX notifications_due;
ALTER TABLE notifications DROP COLUMN provider;
ALTER TABLE notifications DROP COLUMN is_managed;
CREATE UNIQUE INDEX notifications_incident ON notifications (org_id, subject)
  WHERE ended_at IS NULL AND due_at IS NULL;
CREATE UNIQUE INDEX notifications_due ON notifications (org_id, subject, due_at, days)
  WHERE due_at IS NOT NULL;
CREATE INDEX notifications_kind ON notifications (org_id, kind, id);
CREATE INDEX notifications_subject ON notifications (org_id, subject, id);
CREATE INDEX notifications_old ON notifications (at);

-- What was told of, by its cause: none is told of twice while its notification is kept.
CREATE TABLE notifications_causes (
  org_id          TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  cause           TEXT NOT NULL,
  notification_id TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  -- What of the notification is this cause's.
  subject         TEXT NOT NULL,
  about           TEXT NOT NULL,
  PRIMARY KEY (org_id, cause)
);
CREATE INDEX notifications_causes_of ON notifications_causes (notification_id);

-- Whether its mail is the person's next digest.
ALTER TABLE notifications_people ADD COLUMN in_digest BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX notifications_people_waiting ON notifications_people (user_id, org_id)
  WHERE mail IN ('due', 'sending');

-- What a person has chosen to be told of, how, and when; NULL until they have.
ALTER TABLE users ADD COLUMN notification_settings TEXT;
