-- Whose turn it is with a Google account: its consent is stored, or revoked, by one at a time,
-- whichever organisation that is for.
CREATE TABLE google_accounts (
  sub        TEXT PRIMARY KEY,
  busy_by    TEXT NOT NULL,
  busy_until BIGINT NOT NULL
);
