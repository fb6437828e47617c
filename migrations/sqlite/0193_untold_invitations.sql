-- Whether the invited person, where there is an account, is to be told in the app still.
ALTER TABLE invitations ADD COLUMN untold BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX invitations_untold ON invitations (made_at) WHERE untold;
