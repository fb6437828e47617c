-- A use of the key was refused a right that no check asks for: a check that passes does not
-- disprove it.
ALTER TABLE org_credentials ADD COLUMN refused_in_use BOOLEAN NOT NULL DEFAULT FALSE;
