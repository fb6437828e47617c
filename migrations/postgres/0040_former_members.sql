-- Who was in an organisation and is not any more: it still says whose their deeds were.
CREATE TABLE former_members (
  org_id  TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  left_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX former_members_user ON former_members (user_id);
ALTER TABLE former_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE former_members FORCE ROW LEVEL SECURITY;
CREATE POLICY former_members_org ON former_members
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

-- An organisation sees them as it sees those who are in it.
CREATE POLICY users_former ON users FOR SELECT
  USING (EXISTS (SELECT 1 FROM former_members AS f
    WHERE f.org_id = current_setting('ava.org', true) AND f.user_id = users.id));
