-- What AVA made at a provider and does not use.
CREATE TABLE leftovers (
  id       TEXT PRIMARY KEY,
  org_id   TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  kind     TEXT NOT NULL,
  -- The provider's id of it.
  object   TEXT NOT NULL,
  -- Whose it is, by name.
  name     TEXT NOT NULL,
  -- A person chose to leave it.
  ignored  BOOLEAN NOT NULL DEFAULT FALSE,
  found_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX leftovers_once ON leftovers (org_id, kind, object);
