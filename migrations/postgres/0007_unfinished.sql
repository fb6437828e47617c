-- What is read all the time reads no history.

-- The statements that it is for say these states in these words: SQLite compares
-- the text.
CREATE INDEX operations_unfinished ON operations (org_id, kind)
  WHERE state IN ('running', 'retrying', 'waiting', 'attention');

-- It fitted no statement.
DROP INDEX operations_waiting;

-- Whose hour has passed is asked every minute, of all keys.
CREATE INDEX org_credentials_due ON org_credentials (is_managed, org_id, status, verified_at, saved_by);
