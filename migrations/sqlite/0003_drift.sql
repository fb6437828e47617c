-- What differs between the org's numbers and what Vapi and Twilio have.

CREATE TABLE number_findings (
  id        TEXT PRIMARY KEY,
  org_id    TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  -- None: one that AVA does not know.
  number_id TEXT REFERENCES phone_numbers (id) ON DELETE CASCADE,
  e164      TEXT NOT NULL,
  kind      TEXT NOT NULL,
  -- A name or an address; tells one difference from the next.
  detail    TEXT,
  -- Who answers there, if an agent of the org.
  agent_id  TEXT REFERENCES agents (id) ON DELETE SET NULL,
  -- A person chose to leave it, for as long as it stays as it is.
  ignored   BOOLEAN NOT NULL DEFAULT FALSE,
  found_at  BIGINT NOT NULL
);
CREATE UNIQUE INDEX number_findings_once ON number_findings (org_id, e164, kind);
CREATE INDEX number_findings_number ON number_findings (number_id);
CREATE INDEX number_findings_agent ON number_findings (agent_id);
