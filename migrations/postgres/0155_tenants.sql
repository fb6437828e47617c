-- What the platform admins' list shows of each organisation: written down from time to time, so
-- that no list counts or compares the rows of all of them.
CREATE INDEX sessions_org ON sessions (org_id, last_seen_at) WHERE org_id IS NOT NULL;

CREATE TABLE tenants (
  org_id      TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  name        TEXT NOT NULL,
  -- The name in lower case, in whose order the list is.
  name_key    TEXT COLLATE "C" NOT NULL,
  -- Addresses of owners, a blank between them.
  owners      TEXT NOT NULL,
  suspended   BOOLEAN NOT NULL,
  health      TEXT NOT NULL,
  near_limits BOOLEAN NOT NULL,
  -- When somebody of it was last seen; 0 for never.
  active_at   BIGINT NOT NULL,
  created_at  BIGINT NOT NULL,
  people      BIGINT NOT NULL,
  agents      BIGINT NOT NULL,
  numbers     BIGINT NOT NULL,
  managed     BIGINT NOT NULL,
  -- Operations that need a person's attention.
  stuck       BIGINT NOT NULL
);
CREATE INDEX tenants_by_name ON tenants (name_key, org_id);
CREATE INDEX tenants_by_activity ON tenants (active_at, org_id);
CREATE INDEX tenants_by_health ON tenants (health, name_key, org_id);
CREATE INDEX tenants_suspended ON tenants (name_key, org_id) WHERE suspended;
CREATE INDEX tenants_near_limits ON tenants (name_key, org_id) WHERE near_limits;

-- What tenants are found by: the name and the addresses from each of their words on, and the id.
CREATE TABLE tenant_terms (
  -- By its bytes, as SQLite has it: what begins alike stands together.
  term   TEXT COLLATE "C" NOT NULL,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  PRIMARY KEY (term, org_id)
);
CREATE INDEX tenant_terms_org ON tenant_terms (org_id, term);

ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY tenants_org ON tenants
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE tenant_terms ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_terms FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_terms_org ON tenant_terms
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

-- What needs attention over all organisations, the newest first.
CREATE INDEX operations_stuck ON operations (id) WHERE state = 'needs_attention';
