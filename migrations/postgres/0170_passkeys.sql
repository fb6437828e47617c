-- Passkeys of people: the public keys of their authenticators.

CREATE TABLE passkeys (
  id             TEXT PRIMARY KEY,
  user_id        TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- As the authenticator named it, in base64url.
  credential_id  TEXT NOT NULL UNIQUE,
  -- As the authenticator gave it: COSE (RFC 9052).
  public_key     BYTEA NOT NULL,
  name           TEXT NOT NULL,
  -- What the authenticator counts; 0 where it does not.
  counter        BIGINT NOT NULL,
  -- The challenge that was signed last: none is taken twice.
  last_challenge TEXT NOT NULL DEFAULT '',
  made_at        BIGINT NOT NULL,
  last_used_at   BIGINT,
  -- When its counter went back last: there may be a copy of it.
  refused_at     BIGINT
);

CREATE INDEX passkeys_person ON passkeys (user_id, made_at, id);

-- They are no organisation's.
ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkeys FORCE ROW LEVEL SECURITY;
CREATE POLICY passkeys_installation ON passkeys
  USING (current_setting('ava.org', true) = '*');
