-- What happened, as it is told, and to whom it is told.
CREATE TABLE webhook_events (
  id     TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind   TEXT NOT NULL DEFAULT 'webhook.test',
  at     BIGINT NOT NULL,
  -- The body of the request.
  body   TEXT NOT NULL
);
CREATE INDEX webhook_events_org ON webhook_events (org_id);
CREATE INDEX webhook_events_old ON webhook_events (at);

CREATE TABLE webhook_deliveries (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  webhook_id  TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  event_id    TEXT NOT NULL REFERENCES webhook_events (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL DEFAULT 'webhook.test',
  -- The id or the code of what it is about.
  object      TEXT NOT NULL,
  -- Its place in the order of its address.
  seq         BIGINT NOT NULL,
  state       TEXT NOT NULL DEFAULT 'waiting',
  -- When a waiting one is sent, the lease of one that is being sent ends, and another one was over.
  due_at      BIGINT NOT NULL,
  queued_at   BIGINT NOT NULL,
  replay      BOOLEAN NOT NULL DEFAULT FALSE,
  is_test     BOOLEAN NOT NULL DEFAULT FALSE,
  -- All attempts, which number those of the log; and those since the address was last resumed, from when on.
  attempts    BIGINT NOT NULL DEFAULT 0,
  tries       BIGINT NOT NULL DEFAULT 0,
  tried_since BIGINT
);
CREATE INDEX webhook_deliveries_page ON webhook_deliveries (org_id, webhook_id, id);
CREATE INDEX webhook_deliveries_seq ON webhook_deliveries (org_id, webhook_id, seq);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id);
-- One about an object at a time is waiting or being sent; those behind it follow in their order.
CREATE INDEX webhook_deliveries_open ON webhook_deliveries (org_id, webhook_id, object, seq)
  WHERE state IN ('behind', 'waiting', 'sending');
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (org_id, webhook_id, due_at, seq)
  WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_sending ON webhook_deliveries (org_id, webhook_id, due_at)
  WHERE state = 'sending';
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (due_at) WHERE state IN ('delivered', 'failed');

-- Each attempt, with the beginning of what was answered.
CREATE TABLE webhook_attempts (
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  delivery_id TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  nr          BIGINT NOT NULL,
  at          BIGINT NOT NULL,
  -- Milliseconds.
  took        BIGINT NOT NULL,
  status      BIGINT,
  fault       TEXT,
  answer      TEXT NOT NULL,
  PRIMARY KEY (delivery_id, nr)
);
CREATE INDEX webhook_attempts_org ON webhook_attempts (org_id);
