-- The call in which an appointment was made; none has to be there for as long as it.
ALTER TABLE appointments ADD COLUMN call_id TEXT;

-- What assistants were told when they booked, moved or cancelled: Vapi may ask twice.
CREATE TABLE tool_answers (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  tool_call_id TEXT NOT NULL,
  answer TEXT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (org_id, tool_call_id)
);
CREATE INDEX tool_answers_at ON tool_answers (org_id, at);

ALTER TABLE tool_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE tool_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY tool_answers_org ON tool_answers
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
