-- What the nodes have taken of the windows of an organisation's programs: requests, and bytes of answers that
-- are kept. Empty in SQLite, which one node alone uses.
CREATE TABLE api_windows (
  org_id  TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  counted TEXT NOT NULL,
  ends_at BIGINT NOT NULL,
  taken   BIGINT NOT NULL,
  -- The share that was taken last.
  given   BIGINT NOT NULL,
  PRIMARY KEY (org_id, counted)
);
