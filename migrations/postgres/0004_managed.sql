-- Managed numbers: bought in an account that the operator's Twilio account
-- holds for the org.

-- What a purchase needs beside the number itself, until that is released.
CREATE TABLE number_orders (
  number_id   TEXT PRIMARY KEY REFERENCES phone_numbers (id) ON DELETE CASCADE,
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  address     TEXT,
  address_sid TEXT,
  bundle_sid  TEXT,
  -- Its purchase opens the org's account; of several, one does.
  opening     BOOLEAN NOT NULL DEFAULT FALSE,
  -- It may have been bought: an attempt ended without an answer.
  unsure      BOOLEAN NOT NULL DEFAULT FALSE,
  created_at  BIGINT NOT NULL
);
CREATE INDEX number_orders_org ON number_orders (org_id);
CREATE INDEX phone_numbers_managed ON phone_numbers (org_id) WHERE source = 'managed';

-- A clean-up may need both of the org's accounts at one provider.
ALTER TABLE operation_escrow ADD COLUMN is_managed BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE operation_escrow DROP CONSTRAINT operation_escrow_pkey;
ALTER TABLE operation_escrow ADD PRIMARY KEY (operation_id, provider, is_managed);

ALTER TABLE number_orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE number_orders FORCE ROW LEVEL SECURITY;
CREATE POLICY number_orders_org ON number_orders
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
