-- The names of a list's columns, for which its text would be read with each look at it.
ALTER TABLE contact_imports ADD COLUMN column_names TEXT NOT NULL DEFAULT '[]';
