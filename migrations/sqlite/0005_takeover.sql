-- Whose number somebody is asked to take over, or agreed to.

-- The assistant at Vapi that is asked about; with `consent`, agreed to.
ALTER TABLE operations ADD COLUMN takeover_of TEXT;
-- The assistant that answers there, whoever's it is.
ALTER TABLE number_findings ADD COLUMN assistant TEXT;
