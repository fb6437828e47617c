-- What the owners let those do who act for the organisation: 'reads' or 'changes'.
ALTER TABLE orgs ADD COLUMN support_access TEXT NOT NULL DEFAULT 'reads';

-- The visits of platform admins, who act for an organisation for a while. A row stays when the visit
-- is over: the organisation is shown it.
CREATE TABLE support_visits (
  id       TEXT PRIMARY KEY,
  org_id   TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reason   TEXT NOT NULL,
  began_at BIGINT NOT NULL,
  -- When it ends by itself.
  ends_at  BIGINT NOT NULL,
  -- When it was ended; NULL where it was not.
  ended_at BIGINT
);
CREATE INDEX support_visits_page ON support_visits (org_id, began_at, id);
CREATE INDEX support_visits_of_person ON support_visits (user_id);

-- The log of the platform names its admins.
CREATE INDEX users_platform_admins ON users (name, id) WHERE platform_admin;

-- The visit that a session is on. One that is over counts for nothing.
ALTER TABLE sessions ADD COLUMN visit_id TEXT;
