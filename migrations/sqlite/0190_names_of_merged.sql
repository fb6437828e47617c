-- The contact whose name it is, of one that had none before that was merged into it.
ALTER TABLE contacts ADD COLUMN name_of TEXT;
