-- What agents have of their own: hours, closed days, lead time, and a choice of services.
CREATE TABLE agent_bookings (
  agent_id TEXT PRIMARY KEY REFERENCES agents (id) ON DELETE CASCADE,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  own TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX agent_bookings_org ON agent_bookings (org_id);

-- The agent in whose hours an appointment is; it need not be there for as long.
ALTER TABLE appointments ADD COLUMN agent_id TEXT;
