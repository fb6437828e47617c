-- How customers are mailed about their appointments: of each thing that they are told one mail at a time.
CREATE TABLE booking_mails (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  mail TEXT NOT NULL DEFAULT 'change',
  state TEXT NOT NULL DEFAULT 'none',
  state_at INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  -- How often there was something to send, and what that was when it was last claimed.
  version INTEGER NOT NULL DEFAULT 0,
  claimed INTEGER NOT NULL DEFAULT 0,
  -- Whether a person wants it sent whatever the customer knows.
  asked BOOLEAN NOT NULL DEFAULT FALSE,
  -- The beginning that the customer was last told; null as long as they were told nothing.
  told_start INTEGER,
  told_cancelled BOOLEAN NOT NULL DEFAULT FALSE,
  -- Why it was not sent.
  problem TEXT,
  PRIMARY KEY (appointment_id, mail)
);
CREATE INDEX booking_mails_due ON booking_mails (state_at) WHERE state IN ('due', 'sending');
