-- A data key outlives everything that it seals.

-- Null: the key was gone before this was seen to, and nothing opens the secret any more.
CREATE TABLE org_credentials_anew (
  id             TEXT PRIMARY KEY,
  org_id         TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider       TEXT NOT NULL,
  is_managed     BOOLEAN NOT NULL,
  public_config  TEXT NOT NULL,
  sealed_secret  BLOB NOT NULL,
  key_id         TEXT CONSTRAINT org_credentials_key_id_fkey REFERENCES org_keys (id),
  fingerprint    TEXT NOT NULL,
  last4          TEXT NOT NULL,
  status         TEXT NOT NULL,
  status_problem TEXT,
  verified_at    BIGINT,
  last_used_at   BIGINT,
  version        BIGINT NOT NULL,
  saved_by       TEXT NOT NULL REFERENCES users (id),
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  CONSTRAINT org_credentials_once UNIQUE (org_id, provider, is_managed)
);
INSERT INTO org_credentials_anew (id, org_id, provider, is_managed, public_config, sealed_secret, key_id,
    fingerprint, last4, status, status_problem, verified_at, last_used_at, version, saved_by, created_at,
    updated_at)
  SELECT id, org_id, provider, is_managed, public_config, sealed_secret,
    (SELECT k.id FROM org_keys AS k WHERE k.id = org_credentials.key_id),
    fingerprint, last4, status, status_problem, verified_at, last_used_at, version, saved_by, created_at,
    updated_at
  FROM org_credentials;
DROP TABLE org_credentials;
ALTER TABLE org_credentials_anew RENAME TO org_credentials;
CREATE INDEX org_credentials_key ON org_credentials (key_id);
CREATE INDEX org_credentials_due ON org_credentials (is_managed, org_id, status, verified_at, saved_by);

CREATE TABLE operation_escrow_anew (
  operation_id  TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider      TEXT NOT NULL,
  is_managed    BOOLEAN NOT NULL DEFAULT FALSE,
  public_config TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  key_id        TEXT CONSTRAINT operation_escrow_key_id_fkey REFERENCES org_keys (id),
  PRIMARY KEY (operation_id, provider, is_managed)
);
INSERT INTO operation_escrow_anew (operation_id, org_id, provider, is_managed, public_config, sealed_secret,
    key_id)
  SELECT operation_id, org_id, provider, is_managed, public_config, sealed_secret,
    (SELECT k.id FROM org_keys AS k WHERE k.id = operation_escrow.key_id)
  FROM operation_escrow;
DROP TABLE operation_escrow;
ALTER TABLE operation_escrow_anew RENAME TO operation_escrow;
CREATE INDEX operation_escrow_org ON operation_escrow (org_id);
CREATE INDEX operation_escrow_key ON operation_escrow (key_id);
