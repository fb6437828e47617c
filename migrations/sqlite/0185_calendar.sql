-- What is known of the calendar that an organisation has chosen: of which account, and how far it was read.
CREATE TABLE calendar_mirrors (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  account TEXT NOT NULL,
  calendar TEXT NOT NULL,
  -- By which the next reading goes on; null for one that starts over.
  sync_token TEXT,
  -- Up to when events are known.
  known_until INTEGER NOT NULL DEFAULT 0,
  read_at INTEGER,
  due_at INTEGER NOT NULL DEFAULT 0
);

-- The times that other events of that calendar take. What they are about is not read.
CREATE TABLE calendar_busy (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  event_id TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
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
  version INTEGER NOT NULL DEFAULT 0,
  -- The beginning that it has there, where that is not possible here.
  there_at INTEGER
);
CREATE INDEX booking_events_due ON booking_events (org_id, appointment_id) WHERE due;
