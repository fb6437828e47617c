-- Addresses of programs to which an organisation has events sent.
CREATE TABLE webhooks (
  id                TEXT PRIMARY KEY,
  org_id            TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  url               TEXT NOT NULL,
  description       TEXT NOT NULL DEFAULT '',
  -- The codes of the events that it is sent, as JSON.
  events            TEXT NOT NULL DEFAULT '[]',
  version           BIGINT NOT NULL DEFAULT 0,
  created_at        BIGINT NOT NULL,
  updated_at        BIGINT NOT NULL,
  -- Why nothing but tests is sent to it for the time being, and since when.
  paused_by         TEXT,
  paused_at         BIGINT,
  -- Attempts since the last one that was taken, since when, and what the last of them failed by.
  failures          BIGINT NOT NULL DEFAULT 0,
  failing_since     BIGINT,
  last_fault        TEXT,
  last_status       BIGINT,
  -- Whether people were told that it fails.
  told              BOOLEAN NOT NULL DEFAULT FALSE,
  last_delivered_at BIGINT,
  -- Events that found no place any more.
  dropped           BIGINT NOT NULL DEFAULT 0,
  -- Until when it is left alone, after it has failed often.
  rests_until       BIGINT NOT NULL DEFAULT 0,
  -- When there is something to send or to look after; null as long as there is nothing.
  next_at           BIGINT
);
CREATE UNIQUE INDEX webhooks_url ON webhooks (org_id, url);
CREATE INDEX webhooks_page ON webhooks (org_id, id);
CREATE INDEX webhooks_next ON webhooks (next_at) WHERE next_at IS NOT NULL;

-- What deliveries are signed with: the present secret, and for a while the former one.
CREATE TABLE webhook_secrets (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  key_id     TEXT NOT NULL CONSTRAINT webhook_secrets_key_id_fkey REFERENCES org_keys (id),
  sealed     BYTEA NOT NULL,
  made_at    BIGINT NOT NULL,
  -- Until when a former one signs; null for the present one.
  ends_at    BIGINT
);
CREATE INDEX webhook_secrets_of ON webhook_secrets (org_id, webhook_id, made_at);
CREATE INDEX webhook_secrets_key ON webhook_secrets (key_id);

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhooks FORCE ROW LEVEL SECURITY;
CREATE POLICY webhooks_org ON webhooks
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE webhook_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_secrets_org ON webhook_secrets
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
