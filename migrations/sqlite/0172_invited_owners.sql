-- The language in which an invitation's mails are written, and whether a platform admin made it.
ALTER TABLE invitations ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
ALTER TABLE invitations ADD COLUMN by_platform BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE invitations SET locale = COALESCE(
  (SELECT l.locale FROM one_time_links AS l WHERE l.id = COALESCE(invitations.mailed_link, invitations.shown_link)),
  'en');
-- The tenants that a platform admin has just made.
CREATE INDEX invitations_by_platform ON invitations (invited_by, made_at) WHERE by_platform;
