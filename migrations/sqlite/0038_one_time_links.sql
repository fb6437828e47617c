-- One-time links: each is asked for, sent by mail, and used once.

CREATE TABLE one_time_links (
  id               TEXT PRIMARY KEY,
  -- What a link ends with is an HMAC of this, by a key that is in no table.
  nonce            TEXT NOT NULL CONSTRAINT one_time_links_nonce UNIQUE,
  purpose          TEXT NOT NULL,
  -- Where it is sent.
  email            TEXT NOT NULL,
  locale           TEXT NOT NULL,
  -- The account as it was; once its e-mail or password is another, the link is worth nothing.
  user_id          TEXT REFERENCES users (id) ON DELETE CASCADE,
  user_email       TEXT,
  password_version BIGINT,
  -- What else its use needs, as its purpose has it.
  data             TEXT NOT NULL DEFAULT '',
  asked_at         BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  used_at          BIGINT,
  -- How its mail stands, and when it is tried or given up.
  mail             TEXT NOT NULL,
  mail_at          BIGINT NOT NULL,
  mail_attempts    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX one_time_links_mail ON one_time_links (mail_at) WHERE mail IN ('due', 'sending');
CREATE INDEX one_time_links_expiry ON one_time_links (expires_at);
CREATE INDEX one_time_links_user ON one_time_links (user_id);

-- Whoever looks after the whole installation.
ALTER TABLE users ADD COLUMN platform_admin BOOLEAN NOT NULL DEFAULT FALSE;
