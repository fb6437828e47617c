-- What a session was signed in with: a session of another version than its person's is
-- nobody's, even where it is stored after the others of that version were deleted.
ALTER TABLE users ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN password_version BIGINT NOT NULL DEFAULT 0;
-- Where a session was begun from, as its person is shown it.
ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
