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
CREATE TABLE operation_escrow_anew (
  operation_id  TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider      TEXT NOT NULL,
  is_managed    BOOLEAN NOT NULL DEFAULT FALSE,
  public_config TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  key_id        TEXT NOT NULL,
  PRIMARY KEY (operation_id, provider, is_managed)
);
INSERT INTO operation_escrow_anew (operation_id, org_id, provider, public_config, sealed_secret, key_id)
  SELECT operation_id, org_id, provider, public_config, sealed_secret, key_id FROM operation_escrow;
DROP TABLE operation_escrow;
ALTER TABLE operation_escrow_anew RENAME TO operation_escrow;
CREATE INDEX operation_escrow_org ON operation_escrow (org_id);
CREATE INDEX operation_escrow_key ON operation_escrow (key_id);
