-- The conversation that a person has in writing with an agent, for as long as it goes on: the chat at
-- Vapi that the next turn continues, and what was said, which the page shows.
CREATE TABLE trials (
  org_id       TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  agent_id     TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The assistant that it is with: another one knows nothing of it.
  assistant_id TEXT NOT NULL,
  chat_id      TEXT,
  lines        TEXT NOT NULL DEFAULT '[]',
  cost_micros  BIGINT NOT NULL DEFAULT 0,
  -- Until when the answer to a turn is waited for.
  asking_until BIGINT NOT NULL DEFAULT 0,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (org_id, agent_id, user_id)
);
CREATE INDEX trials_old ON trials (updated_at);

-- The phone of a person, on which an agent rings them once it is confirmed.
CREATE TABLE own_phones (
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id       TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  e164          TEXT NOT NULL,
  -- The signature of the code that was read to it, until when that counts, and how often another was
  -- typed.
  code          TEXT,
  code_until    BIGINT NOT NULL DEFAULT 0,
  attempts      BIGINT NOT NULL DEFAULT 0,
  confirmed_at  BIGINT,
  -- Until when a call to it is taken for under way, and that call.
  calling_until BIGINT NOT NULL DEFAULT 0,
  call_id       TEXT,
  PRIMARY KEY (org_id, user_id)
);

-- How often an organisation did today what a quota counts by the day, where no row of its own says it.
CREATE TABLE daily_uses (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  quota  TEXT NOT NULL,
  -- Days since 1 January 1970, in UTC.
  day    BIGINT NOT NULL,
  used   BIGINT NOT NULL,
  PRIMARY KEY (org_id, quota)
);

ALTER TABLE trials ENABLE ROW LEVEL SECURITY;
ALTER TABLE trials FORCE ROW LEVEL SECURITY;
CREATE POLICY trials_org ON trials
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE daily_uses ENABLE ROW LEVEL SECURITY;
ALTER TABLE daily_uses FORCE ROW LEVEL SECURITY;
CREATE POLICY daily_uses_org ON daily_uses
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE own_phones ENABLE ROW LEVEL SECURITY;
ALTER TABLE own_phones FORCE ROW LEVEL SECURITY;
CREATE POLICY own_phones_org ON own_phones
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
