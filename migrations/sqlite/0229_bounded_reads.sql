-- Whether a row has a term that begins so is found by the row, however many others have one.
DROP INDEX search_terms_row;
CREATE INDEX search_terms_row ON search_terms (org_id, list, id, term);

-- The page of a call shows what was booked in it.
CREATE INDEX appointments_call ON appointments (org_id, call_id) WHERE call_id IS NOT NULL;
