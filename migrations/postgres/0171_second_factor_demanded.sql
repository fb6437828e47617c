-- Whether the people of the organisation need a second factor to work in it.
ALTER TABLE orgs ADD COLUMN demands_factor BOOLEAN NOT NULL DEFAULT FALSE;
