-- What an organisation is told of: a service that does not work, its recovery, what runs out.
CREATE TABLE notifications (
  id       TEXT PRIMARY KEY,
  org_id   TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind     TEXT NOT NULL,
  provider TEXT NOT NULL,
  problem  TEXT,
  at       BIGINT NOT NULL,
  -- When the incident was over; of one that began before, `at` is its beginning.
  ended_at BIGINT,
  -- When something runs out, and how many days before this told of it.
  due_at   BIGINT,
  days     BIGINT
);
CREATE INDEX notifications_page ON notifications (org_id, id);
-- A service has one incident at a time.
CREATE UNIQUE INDEX notifications_incident ON notifications (org_id, provider)
  WHERE ended_at IS NULL AND due_at IS NULL;
-- What runs out is told of once at each distance.
CREATE UNIQUE INDEX notifications_due ON notifications (org_id, provider, due_at, days)
  WHERE due_at IS NOT NULL;

-- Whom it is for, whether they have read it, and how its mail to them stands.
CREATE TABLE notifications_people (
  notification_id TEXT NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
  org_id          TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id         TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  read_at         BIGINT,
  mail            TEXT NOT NULL,
  mail_attempts   BIGINT NOT NULL DEFAULT 0,
  mail_at         BIGINT,
  PRIMARY KEY (notification_id, user_id)
);
CREATE INDEX notifications_people_unread ON notifications_people (org_id, user_id, notification_id)
  WHERE read_at IS NULL;
CREATE INDEX notifications_people_mail ON notifications_people (mail_at) WHERE mail IN ('due', 'sending');

-- The address at which programs ask whether an organisation's numbers can answer: it ends with a
-- signature of this nonce, so that nothing here opens it.
CREATE TABLE monitoring (
  org_id  TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  nonce   TEXT NOT NULL,
  made_by TEXT NOT NULL REFERENCES users (id),
  made_at BIGINT NOT NULL
);

ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
CREATE POLICY notifications_org ON notifications
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE notifications_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications_people FORCE ROW LEVEL SECURITY;
CREATE POLICY notifications_people_org ON notifications_people
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE monitoring ENABLE ROW LEVEL SECURITY;
ALTER TABLE monitoring FORCE ROW LEVEL SECURITY;
CREATE POLICY monitoring_org ON monitoring
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
