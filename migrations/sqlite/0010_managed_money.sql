-- What managed numbers may cost the operator, and who may know the token of an
-- account.

CREATE TABLE managed_orgs (
  org_id    TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  -- Whether it may buy; none: as the installation has it for all.
  may_buy   BOOLEAN,
  -- A former version gave the token of its account to Vapi, which shows it.
  exposed   BOOLEAN NOT NULL DEFAULT FALSE,
  -- AVA suspended its account: whoever else does has a reason.
  suspended BOOLEAN NOT NULL DEFAULT FALSE,
  -- The operation that suspends it, while it is at it.
  closing   TEXT
);
INSERT INTO managed_orgs (org_id, exposed)
  SELECT DISTINCT org_id, TRUE FROM phone_numbers WHERE source = 'managed';
CREATE INDEX managed_orgs_exposed ON managed_orgs (org_id) WHERE exposed;

-- What all orgs ordered on a day since the epoch, in UTC; nothing of whom.
CREATE TABLE managed_days (
  day     BIGINT PRIMARY KEY,
  ordered BIGINT NOT NULL
);

-- Twilio bills it no more, whatever is left of it elsewhere.
ALTER TABLE number_orders ADD COLUMN released BOOLEAN NOT NULL DEFAULT FALSE;

DROP INDEX phone_numbers_managed;
CREATE INDEX phone_numbers_ordered ON phone_numbers (org_id, created_at) WHERE source = 'managed';
CREATE INDEX phone_numbers_billed ON phone_numbers (org_id)
  WHERE source = 'managed' AND state <> 'released';
