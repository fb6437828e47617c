-- The addresses to which Vapi sends what happens in an organisation's calls; the newest is written
-- into its assistants. Neither the address nor its secret is here: both end with a signature of
-- the nonce.
CREATE TABLE hooks (
  nonce         TEXT PRIMARY KEY,
  org_id        TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  made_at       BIGINT NOT NULL,
  last_event_at BIGINT
);
CREATE INDEX hooks_org ON hooks (org_id, made_at);

-- The nonce of the address that the assistant has, and what stands there instead where it has none.
ALTER TABLE agents ADD COLUMN hook TEXT;
ALTER TABLE agents ADD COLUMN hook_state TEXT;

-- When an organisation's calls were last read at Vapi, and up to which time they are known.
CREATE TABLE call_reads (
  org_id   TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  read_at  BIGINT NOT NULL,
  known_to BIGINT NOT NULL
);

-- An agent, a number or a caller is no foreign key: a call outlives them.
CREATE TABLE calls (
  id           TEXT PRIMARY KEY,
  org_id       TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  vapi_call_id TEXT NOT NULL,
  agent_id     TEXT,
  agent_name   TEXT,
  number_id    TEXT,
  own_number   TEXT,
  caller       TEXT,
  direction    TEXT NOT NULL DEFAULT 'inbound',
  state        TEXT NOT NULL DEFAULT 'ended',
  outcome      TEXT,
  ended_reason TEXT,
  begun_at     BIGINT NOT NULL,
  answered_at  BIGINT,
  ended_at     BIGINT,
  summary      TEXT,
  transcript   TEXT,
  -- Whether the transcript is that of the call's end.
  reported     BOOLEAN NOT NULL DEFAULT FALSE,
  cost_micros  BIGINT,
  recorded     BOOLEAN NOT NULL DEFAULT FALSE,
  updated_at   BIGINT NOT NULL,
  UNIQUE (org_id, vapi_call_id)
);
CREATE INDEX calls_page ON calls (org_id, begun_at, id);
CREATE INDEX calls_caller ON calls (org_id, caller, begun_at);
CREATE INDEX calls_open ON calls (org_id, begun_at) WHERE state <> 'ended';

-- What Vapi sent, as it came, without the secrets in it.
CREATE TABLE call_events (
  id           TEXT PRIMARY KEY,
  org_id       TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind         TEXT NOT NULL,
  vapi_call_id TEXT,
  call_id      TEXT,
  digest       TEXT NOT NULL,
  payload      TEXT NOT NULL,
  received_at  BIGINT NOT NULL,
  attempts     BIGINT NOT NULL DEFAULT 0,
  next_at      BIGINT NOT NULL DEFAULT 0,
  done_at      BIGINT,
  UNIQUE (org_id, digest)
);
CREATE INDEX call_events_due ON call_events (next_at, org_id, id) WHERE done_at IS NULL;
CREATE INDEX call_events_call ON call_events (org_id, call_id, id);
CREATE INDEX call_events_old ON call_events (received_at);
