-- How customers are mailed about their appointments: of each thing that they are told one mail at a time.
CREATE TABLE booking_mails (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  mail TEXT NOT NULL DEFAULT 'change',
  state TEXT NOT NULL DEFAULT 'none',
  state_at BIGINT NOT NULL DEFAULT 0,
  attempts BIGINT NOT NULL DEFAULT 0,
  -- How often there was something to send, and what that was when it was last claimed.
  version BIGINT NOT NULL DEFAULT 0,
  claimed BIGINT NOT NULL DEFAULT 0,
  -- Whether a person wants it sent whatever the customer knows.
  asked BOOLEAN NOT NULL DEFAULT FALSE,
  -- The beginning that the customer was last told; null as long as they were told nothing.
  told_start BIGINT,
  told_cancelled BOOLEAN NOT NULL DEFAULT FALSE,
  -- Why it was not sent.
  problem TEXT,
  PRIMARY KEY (appointment_id, mail)
);
CREATE INDEX booking_mails_due ON booking_mails (state_at) WHERE state IN ('due', 'sending');

ALTER TABLE booking_mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_mails FORCE ROW LEVEL SECURITY;
CREATE POLICY booking_mails_org ON booking_mails
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
