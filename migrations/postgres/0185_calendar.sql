-- What is known of the calendar that an organisation has chosen: of which account, and how far it was read.
CREATE TABLE calendar_mirrors (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  calendar TEXT NOT NULL,
  -- By which the next reading goes on; null for one that starts over.
  sync_token TEXT,
  -- Up to when events are known.
  known_until BIGINT NOT NULL DEFAULT 0,
  read_at BIGINT,
  due_at BIGINT NOT NULL DEFAULT 0
);

-- The times that other events of that calendar take. What they are about is not read.
CREATE TABLE calendar_busy (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  event_id TEXT NOT NULL,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, event_id)
);
CREATE INDEX calendar_busy_time ON calendar_busy (org_id, ends_at, starts_at);

-- The events of appointments: where each is, and whether it is to be written there.
CREATE TABLE booking_events (
  appointment_id TEXT PRIMARY KEY REFERENCES appointments (id) ON DELETE CASCADE,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  -- Null while it is in none.
  calendar TEXT,
  etag TEXT,
  due BOOLEAN NOT NULL DEFAULT FALSE,
  -- How often it was to be written.
  version BIGINT NOT NULL DEFAULT 0,
  -- The beginning that it has there, where that is not possible here.
  there_at BIGINT
);
CREATE INDEX booking_events_due ON booking_events (org_id, appointment_id) WHERE due;

ALTER TABLE calendar_mirrors ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_mirrors FORCE ROW LEVEL SECURITY;
CREATE POLICY calendar_mirrors_org ON calendar_mirrors
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE calendar_busy ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_busy FORCE ROW LEVEL SECURITY;
CREATE POLICY calendar_busy_org ON calendar_busy
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE booking_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_events FORCE ROW LEVEL SECURITY;
CREATE POLICY booking_events_org ON booking_events
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
