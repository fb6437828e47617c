-- The call in which an appointment was made; none has to be there for as long as it.
ALTER TABLE appointments ADD COLUMN call_id TEXT;

-- What assistants were told when they booked, moved or cancelled: Vapi may ask twice.
CREATE TABLE tool_answers (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  tool_call_id TEXT NOT NULL,
  answer TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (org_id, tool_call_id)
);
CREATE INDEX tool_answers_at ON tool_answers (org_id, at);
