-- The keys under which programs ask for something once, by token: which request it was, and its answer once
-- that is known. A key is stored in the transaction of the effect.
CREATE TABLE api_idempotency (
  org_id          TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  token_id        TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  -- The digest of method, address and body.
  fingerprint     TEXT NOT NULL,
  -- The correlation id of the request that stored it.
  sending         TEXT NOT NULL,
  made_at         BIGINT NOT NULL,
  status          BIGINT,
  headers         TEXT,
  body            TEXT,
  problem         TEXT,
  PRIMARY KEY (org_id, token_id, idempotency_key)
);
CREATE INDEX api_idempotency_old ON api_idempotency (made_at);

ALTER TABLE api_idempotency ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_idempotency FORCE ROW LEVEL SECURITY;
CREATE POLICY api_idempotency_org ON api_idempotency
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
