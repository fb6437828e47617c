-- Tokens by which programs act for people. A row stays when its token is revoked or has ended: the log
-- names it.
CREATE TABLE api_tokens (
  id           TEXT PRIMARY KEY,
  org_id       TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  -- Whoever it acts for.
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  -- SHA-256 of its text, in hexadecimal.
  hash         TEXT NOT NULL CONSTRAINT api_tokens_hash UNIQUE,
  -- Its first characters.
  begins       TEXT NOT NULL,
  -- Codes, with blanks between them.
  scopes       TEXT NOT NULL,
  -- Of a service token; NULL for a personal one.
  role         TEXT,
  -- Networks, with blanks between them; empty for everywhere.
  networks     TEXT NOT NULL,
  made_at      BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  last_used_at BIGINT,
  last_address TEXT NOT NULL DEFAULT '',
  revoked_at   BIGINT
);
CREATE INDEX api_tokens_page ON api_tokens (org_id, kind, id) WHERE revoked_at IS NULL;
CREATE INDEX api_tokens_of_person ON api_tokens (user_id, kind, id) WHERE revoked_at IS NULL;
CREATE INDEX api_tokens_org ON api_tokens (org_id, id);
