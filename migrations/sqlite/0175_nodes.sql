-- The processes that serve the installation: each writes down from time to time that it is there.
CREATE TABLE nodes (
  id      TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  -- The build of its site.
  build   TEXT NOT NULL,
  since   BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);

-- The works that one of them does at a time: whose turn it is, until when.
CREATE TABLE turns (
  work  TEXT PRIMARY KEY,
  node  TEXT NOT NULL,
  until BIGINT NOT NULL
);

-- Which organisations somebody was seen in lately.
CREATE INDEX sessions_seen ON sessions (last_seen_at, org_id);
