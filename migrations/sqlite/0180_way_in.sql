-- What a check of the way in found, and when: an event that AVA sent itself by its public address.
ALTER TABLE hooks ADD COLUMN way_in TEXT;
ALTER TABLE hooks ADD COLUMN way_in_at BIGINT;
