-- Row-level security for people, their sessions and the orgs themselves.

-- Signing in, signing up and sessions are the installation's (`*`). An org sees
-- itself, who is in it, and their sessions with it; whoever a person is beside
-- that, only the installation changes.
ALTER TABLE orgs ENABLE ROW LEVEL SECURITY;
ALTER TABLE orgs FORCE ROW LEVEL SECURITY;
CREATE POLICY orgs_org ON orgs
  USING (id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

ALTER TABLE users ENABLE ROW LEVEL SECURITY;
ALTER TABLE users FORCE ROW LEVEL SECURITY;
CREATE POLICY users_org ON users FOR SELECT
  USING (EXISTS (SELECT 1 FROM memberships AS m
    WHERE m.org_id = current_setting('ava.org', true) AND m.user_id = users.id));
CREATE POLICY users_installation ON users
  USING (current_setting('ava.org', true) = '*');

ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE POLICY sessions_org ON sessions
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
