-- Times are epoch milliseconds, ids UUIDv7 text, JSON is text. The same tables
-- stand in migrations/sqlite under the same number.

CREATE TABLE installation (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE orgs (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  -- Head of the org's audit chain; counting here serialises its writers.
  audit_seq  BIGINT NOT NULL DEFAULT 0,
  audit_hash TEXT NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL
);

CREATE TABLE users (
  id            TEXT PRIMARY KEY,
  email         TEXT NOT NULL CONSTRAINT users_email_key UNIQUE,
  name          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  locale        TEXT,
  created_at    BIGINT NOT NULL
);

CREATE TABLE memberships (
  org_id     TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role       TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX memberships_user ON memberships (user_id);

CREATE TABLE sessions (
  id_hash      TEXT PRIMARY KEY,
  device_id    TEXT NOT NULL UNIQUE,
  user_id      TEXT REFERENCES users (id) ON DELETE CASCADE,
  org_id       TEXT REFERENCES orgs (id) ON DELETE CASCADE,
  data         TEXT NOT NULL,
  user_agent   TEXT NOT NULL DEFAULT '',
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE org_keys (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  master_id  TEXT NOT NULL,
  sealed     BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  retired_at BIGINT
);
CREATE INDEX org_keys_org ON org_keys (org_id, created_at);
CREATE INDEX org_keys_master ON org_keys (master_id);

CREATE TABLE org_credentials (
  id             TEXT PRIMARY KEY,
  org_id         TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  provider       TEXT NOT NULL,
  is_managed     BOOLEAN NOT NULL,
  public_config  TEXT NOT NULL,
  sealed_secret  BYTEA NOT NULL,
  key_id         TEXT NOT NULL,
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
CREATE INDEX org_credentials_key ON org_credentials (key_id);

CREATE TABLE agents (
  id                TEXT PRIMARY KEY,
  org_id            TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  name              TEXT NOT NULL,
  spec              TEXT NOT NULL,
  version           BIGINT NOT NULL,
  vapi_assistant_id TEXT,
  synced_version    BIGINT,
  sync_state        TEXT NOT NULL,
  created_by        TEXT NOT NULL REFERENCES users (id),
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL
);
CREATE INDEX agents_org ON agents (org_id, created_at);

CREATE TABLE phone_numbers (
  id            TEXT PRIMARY KEY,
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  e164          TEXT NOT NULL,
  source        TEXT NOT NULL,
  state         TEXT NOT NULL,
  twilio_sid    TEXT,
  vapi_phone_id TEXT,
  -- Who answers, once proved; and who shall.
  agent_id      TEXT REFERENCES agents (id) ON DELETE SET NULL,
  wanted_agent  TEXT REFERENCES agents (id) ON DELETE SET NULL,
  sms_enabled   BOOLEAN NOT NULL,
  before_image  TEXT,
  proved_at     BIGINT,
  released_at   BIGINT,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL
);
CREATE INDEX phone_numbers_org ON phone_numbers (org_id, created_at);
CREATE INDEX phone_numbers_agent ON phone_numbers (agent_id);
CREATE INDEX phone_numbers_wanted ON phone_numbers (wanted_agent);
-- A number that an account was seen to own belongs to one org of the whole
-- installation; a merely typed one blocks nobody.
CREATE UNIQUE INDEX phone_numbers_in_use ON phone_numbers (e164) WHERE state IN ('importing', 'ready');
CREATE UNIQUE INDEX phone_numbers_vapi ON phone_numbers (vapi_phone_id) WHERE state IN ('importing', 'ready');
CREATE UNIQUE INDEX phone_numbers_org_once ON phone_numbers (org_id, e164) WHERE state <> 'released';

CREATE TABLE operations (
  id              TEXT PRIMARY KEY,
  org_id          TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind            TEXT NOT NULL,
  subject         TEXT NOT NULL,
  state           TEXT NOT NULL,
  waiting_for     TEXT,
  outcome         TEXT,
  note            TEXT,
  consent         BOOLEAN NOT NULL,
  -- How often something that it may wait for came: an operation that read
  -- before and stops after does not miss it.
  wakes           BIGINT NOT NULL DEFAULT 0,
  attempts        BIGINT NOT NULL,
  next_attempt_at BIGINT NOT NULL,
  patience_until  BIGINT NOT NULL,
  lease_owner     TEXT,
  lease_until     BIGINT,
  correlation_id  TEXT NOT NULL,
  created_by      TEXT NOT NULL REFERENCES users (id),
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  finished_at     BIGINT
);
-- Asked twice at once, it runs once.
CREATE UNIQUE INDEX operations_open ON operations (org_id, kind, subject)
  WHERE state IN ('running', 'retrying', 'waiting');
CREATE INDEX operations_due ON operations (next_attempt_at) WHERE state IN ('running', 'retrying');
CREATE INDEX operations_waiting ON operations (org_id, waiting_for) WHERE state = 'waiting';
CREATE INDEX operations_org ON operations (org_id, id);
CREATE INDEX operations_subject ON operations (org_id, subject, id);

CREATE TABLE operation_steps (
  operation_id TEXT NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
  org_id       TEXT NOT NULL,
  position     BIGINT NOT NULL,
  kind         TEXT NOT NULL,
  state        TEXT NOT NULL,
  attempts     BIGINT NOT NULL,
  receipt      TEXT,
  problem      TEXT,
  finished_at  BIGINT,
  PRIMARY KEY (operation_id, position)
);
CREATE INDEX operation_steps_org ON operation_steps (org_id);

CREATE TABLE audit_log (
  id             TEXT PRIMARY KEY,
  org_id         TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  seq            BIGINT NOT NULL,
  at             BIGINT NOT NULL,
  actor          TEXT NOT NULL,
  action         TEXT NOT NULL,
  subject        TEXT NOT NULL,
  correlation_id TEXT NOT NULL,
  previous_hash  TEXT NOT NULL,
  hash           TEXT NOT NULL,
  CONSTRAINT audit_log_order UNIQUE (org_id, seq)
);

-- The org is set per transaction (`ava.org`); `*` is the installation itself:
-- workers, key rotation, signing in. Forced, so that it binds the owner too.
ALTER TABLE memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY memberships_org ON memberships
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE org_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY org_keys_org ON org_keys
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE org_credentials ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_credentials FORCE ROW LEVEL SECURITY;
CREATE POLICY org_credentials_org ON org_credentials
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE agents ENABLE ROW LEVEL SECURITY;
ALTER TABLE agents FORCE ROW LEVEL SECURITY;
CREATE POLICY agents_org ON agents
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE phone_numbers ENABLE ROW LEVEL SECURITY;
ALTER TABLE phone_numbers FORCE ROW LEVEL SECURITY;
CREATE POLICY phone_numbers_org ON phone_numbers
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE operations ENABLE ROW LEVEL SECURITY;
ALTER TABLE operations FORCE ROW LEVEL SECURITY;
CREATE POLICY operations_org ON operations
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE operation_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE operation_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY operation_steps_org ON operation_steps
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_log_org ON audit_log
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
