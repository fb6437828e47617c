-- Who made an organisation beside their first: it counts for them, whoever is in it later.
ALTER TABLE orgs ADD COLUMN made_by TEXT REFERENCES users (id) ON DELETE SET NULL;
CREATE INDEX orgs_made_by ON orgs (made_by) WHERE made_by IS NOT NULL;
