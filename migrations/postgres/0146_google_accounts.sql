-- Whose turn it is with a Google account: its consent is stored, or revoked, by one at a time,
-- whichever organisation that is for.
CREATE TABLE google_accounts (
  sub        TEXT PRIMARY KEY,
  busy_by    TEXT NOT NULL,
  busy_until BIGINT NOT NULL
);

-- They are no organisation's.
ALTER TABLE google_accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE google_accounts FORCE ROW LEVEL SECURITY;
CREATE POLICY google_accounts_installation ON google_accounts
  USING (current_setting('ava.org', true) = '*');
