-- A browser that has signed in to an account before: limits on signing in count
-- it by itself.

CREATE TABLE known_browsers (
  token_hash   TEXT NOT NULL,
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at   BIGINT NOT NULL,
  last_used_at BIGINT NOT NULL,
  PRIMARY KEY (token_hash, user_id)
);
CREATE INDEX known_browsers_user ON known_browsers (user_id, last_used_at, token_hash);
CREATE INDEX known_browsers_use ON known_browsers (last_used_at);
