-- A person's zone, by its name in the IANA database; NULL until their browser has told theirs.
ALTER TABLE users ADD COLUMN time_zone TEXT;
-- When the person last chose a password; NULL where that was before it was noted.
ALTER TABLE users ADD COLUMN password_changed_at BIGINT;
SELECT set_config('ava.org', '*', true);
UPDATE users SET password_changed_at = created_at WHERE password_version = 0;
