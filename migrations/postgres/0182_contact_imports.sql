-- A list of contacts that somebody brings, from its preview to its last row.
CREATE TABLE contact_imports (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  -- 'draft', 'running', 'stopped' or 'done'.
  state      TEXT NOT NULL DEFAULT 'draft',
  -- The text as it was brought; it goes once the import is done.
  file       TEXT NOT NULL,
  -- What each column is, and how the rest is read.
  mapping    TEXT NOT NULL DEFAULT '{}',
  -- The number of rows that were brought, and how far it has come.
  row_count  BIGINT NOT NULL DEFAULT 0,
  next_row   BIGINT NOT NULL DEFAULT 0,
  added      BIGINT NOT NULL DEFAULT 0,
  met        BIGINT NOT NULL DEFAULT 0,
  -- Why it stopped.
  problem    TEXT,
  made_at    BIGINT NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX contact_imports_org ON contact_imports (org_id, id);
CREATE INDEX contact_imports_running ON contact_imports (id) WHERE state = 'running';
CREATE INDEX contact_imports_old ON contact_imports (made_at) WHERE state <> 'running';

-- Its rows as they were read. One that cannot be brought has the reason.
CREATE TABLE contact_imports_rows (
  org_id    TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  import_id TEXT NOT NULL REFERENCES contact_imports (id) ON DELETE CASCADE,
  row_nr    BIGINT NOT NULL,
  name      TEXT NOT NULL,
  phone     TEXT,
  phone_key TEXT,
  email     TEXT,
  tags      TEXT NOT NULL DEFAULT '[]',
  note      TEXT NOT NULL DEFAULT '',
  -- The former row of the list that is the same person.
  same_as   BIGINT,
  refused   TEXT,
  PRIMARY KEY (org_id, import_id, row_nr)
);

ALTER TABLE contact_imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_imports FORCE ROW LEVEL SECURITY;
CREATE POLICY contact_imports_org ON contact_imports
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE contact_imports_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE contact_imports_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY contact_imports_rows_org ON contact_imports_rows
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
