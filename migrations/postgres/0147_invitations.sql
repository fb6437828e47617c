-- Invitations to an organisation: each open until it is accepted, revoked, or over.
CREATE TABLE invitations (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  email       TEXT NOT NULL,
  role        TEXT NOT NULL,
  -- Whose right it hangs on: who made it, or was the last to send it again.
  invited_by  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_at     BIGINT NOT NULL,
  expires_at  BIGINT NOT NULL,
  -- The one-time links that are good for it: one that is mailed, and one that was shown.
  mailed_link TEXT CONSTRAINT invitations_mailed_link UNIQUE,
  shown_link  TEXT CONSTRAINT invitations_shown_link UNIQUE,
  accepted_by TEXT REFERENCES users (id) ON DELETE CASCADE,
  accepted_at BIGINT
);
CREATE UNIQUE INDEX invitations_open ON invitations (org_id, email) WHERE accepted_by IS NULL;
CREATE INDEX invitations_page ON invitations (org_id, id) WHERE accepted_by IS NULL;
CREATE INDEX invitations_expiry ON invitations (expires_at);

-- How many mails with invitations an organisation has asked for on its last such day.
CREATE TABLE invitation_mails (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  day    BIGINT NOT NULL,
  mails  BIGINT NOT NULL
);

ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitations FORCE ROW LEVEL SECURITY;
CREATE POLICY invitations_org ON invitations
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
ALTER TABLE invitation_mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE invitation_mails FORCE ROW LEVEL SECURITY;
CREATE POLICY invitation_mails_org ON invitation_mails
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');
