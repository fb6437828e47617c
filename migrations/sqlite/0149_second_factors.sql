-- Second factors of people, and codes for when these are lost.

CREATE TABLE totp_factors (
  user_id      TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  -- The shared secret, sealed by this master key: it is no organisation's.
  master_id    TEXT NOT NULL,
  sealed       BLOB NOT NULL,
  -- The session that is shown the secret until a first code has confirmed it.
  begun_in     TEXT NOT NULL,
  begun_at     BIGINT NOT NULL,
  confirmed_at BIGINT,
  -- The time step of the last code that was taken: none is taken twice.
  last_step    BIGINT NOT NULL DEFAULT 0,
  last_used_at BIGINT
);

-- Each is deleted as it is used.
CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash    TEXT NOT NULL,
  PRIMARY KEY (user_id, hash)
);
