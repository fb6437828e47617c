-- The features that the operator has turned off for this organisation alone, by their codes,
-- separated by commas.
ALTER TABLE orgs ADD COLUMN features_off TEXT NOT NULL DEFAULT '';
