-- What lists are searched by: each ending of what a row is called, so that any part
-- of it is found as the beginning of an ending, in the order of the key.
CREATE TABLE search_terms (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  list   TEXT NOT NULL,
  -- By its bytes, as SQLite has it: what begins alike stands together.
  term   TEXT COLLATE "C" NOT NULL,
  id     TEXT NOT NULL,
  PRIMARY KEY (org_id, list, term, id)
);
CREATE INDEX search_terms_row ON search_terms (org_id, list, id);

-- Row-level security binds the owner too: without this no number would be found.
SELECT set_config('ava.org', '*', true);

-- Names of agents follow at the start, on both engines.
WITH RECURSIVE ending (org_id, term, id) AS (
  SELECT org_id, e164, id FROM phone_numbers
  UNION ALL SELECT org_id, substr(term, 2), id FROM ending WHERE length(term) > 1)
INSERT INTO search_terms (org_id, list, term, id) SELECT org_id, 'numbers', term, id FROM ending;

ALTER TABLE search_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE search_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY search_terms_org ON search_terms
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
