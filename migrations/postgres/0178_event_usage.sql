-- What an organisation’s stored events come to, and how many more were sent than it may have: at least so
-- many within a month before the last.
CREATE TABLE event_usage (
  org_id     TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  events     BIGINT NOT NULL,
  bytes      BIGINT NOT NULL,
  refused    BIGINT NOT NULL DEFAULT 0,
  refused_at BIGINT
);

-- The length of the payload.
ALTER TABLE call_events ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
SELECT set_config('ava.org', '*', true);
UPDATE call_events SET bytes = octet_length(payload);
INSERT INTO event_usage (org_id, events, bytes)
  SELECT org_id, COUNT(*), SUM(bytes) FROM call_events GROUP BY org_id;

ALTER TABLE event_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_usage FORCE ROW LEVEL SECURITY;
CREATE POLICY event_usage_org ON event_usage
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
