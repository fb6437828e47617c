-- What a person agrees to take messages from is told from what they agree to take calls
-- from.
UPDATE number_findings SET stranger = 'messages:' || stranger
WHERE kind = 'messages_changed' AND stranger IS NOT NULL;
