-- What agents have of their own: hours, closed days, lead time, and a choice of services.
CREATE TABLE agent_bookings (
  agent_id TEXT PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  own TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX agent_bookings_org ON agent_bookings (org_id);

ALTER TABLE agent_bookings ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_bookings FORCE ROW LEVEL SECURITY;
CREATE POLICY agent_bookings_org ON agent_bookings
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

-- The agent in whose hours an appointment is; it need not be there for as long.
ALTER TABLE appointments ADD COLUMN agent_id TEXT;
