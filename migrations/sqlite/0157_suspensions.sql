-- The organisations that are suspended: nobody works in them, and nothing of theirs is done by
-- itself, until the row goes.
CREATE TABLE suspensions (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  -- Shown to its people.
  reason TEXT NOT NULL,
  since  BIGINT NOT NULL
);
