-- With which of the org's credentials a step asked a provider to make something,
-- from before it asks until the answer is known.
ALTER TABLE operation_steps ADD COLUMN creating TEXT;
CREATE INDEX operation_steps_creating ON operation_steps (org_id, creating) WHERE creating IS NOT NULL;
