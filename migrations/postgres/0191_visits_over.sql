-- The visits whose end is not written down yet.
CREATE INDEX support_visits_open ON support_visits (ends_at, id) WHERE ended_at IS NULL;
