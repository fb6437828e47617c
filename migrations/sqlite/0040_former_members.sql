-- Who was in an organisation and is not any more: it still says whose their deeds were.
CREATE TABLE former_members (
  org_id  TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  left_at BIGINT NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX former_members_user ON former_members (user_id);
