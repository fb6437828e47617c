-- A data key outlives everything that it seals.

-- Row-level security binds the owner too: without this no row would be changed.
SELECT set_config('ava.org', '*', true);

-- Null: the key was gone before this was seen to, and nothing opens the secret any more.
ALTER TABLE org_credentials ALTER COLUMN key_id DROP NOT NULL;
UPDATE org_credentials SET key_id = NULL
WHERE NOT EXISTS (SELECT 1 FROM org_keys AS k WHERE k.id = org_credentials.key_id);
ALTER TABLE org_credentials ADD CONSTRAINT org_credentials_key_id_fkey
  FOREIGN KEY (key_id) REFERENCES org_keys (id);

ALTER TABLE operation_escrow ALTER COLUMN key_id DROP NOT NULL;
UPDATE operation_escrow SET key_id = NULL
WHERE NOT EXISTS (SELECT 1 FROM org_keys AS k WHERE k.id = operation_escrow.key_id);
ALTER TABLE operation_escrow ADD CONSTRAINT operation_escrow_key_id_fkey
  FOREIGN KEY (key_id) REFERENCES org_keys (id);
