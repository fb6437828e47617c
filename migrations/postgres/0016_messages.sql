-- What a person agrees to take messages from is told from what they agree to take calls
-- from.

-- Row-level security binds the owner too: without this no row would be changed.
SELECT set_config('ava.org', '*', true);

UPDATE number_findings SET stranger = 'messages:' || stranger
WHERE kind = 'messages_changed' AND stranger IS NOT NULL;
