-- Who or what answers a number, and what a person agreed to take it from.

-- Row-level security binds the owner too: without this no row would be changed.
SELECT set_config('ava.org', '*', true);

-- What is asked about: its kind; `note` is its name, and `takeover_of` tells it from
-- all others.
ALTER TABLE operations ADD COLUMN answerer TEXT;
-- All that was agreed to, each with a line end behind it.
ALTER TABLE operations ADD COLUMN agreed TEXT NOT NULL DEFAULT '';
UPDATE operations SET answerer = 'assistant' WHERE takeover_of IS NOT NULL;
UPDATE operations SET agreed = takeover_of || chr(10) WHERE consent AND takeover_of IS NOT NULL;
ALTER TABLE operations DROP COLUMN consent;

-- Who or what answers instead.
ALTER TABLE number_findings ADD COLUMN answerer TEXT;
ALTER TABLE number_findings RENAME COLUMN assistant TO stranger;
UPDATE number_findings SET answerer = CASE WHEN detail IS NULL THEN 'nobody'
  WHEN agent_id IS NOT NULL THEN 'agent' ELSE 'assistant' END WHERE kind = 'bound_elsewhere';
