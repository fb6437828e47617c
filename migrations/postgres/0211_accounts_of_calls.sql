-- Vapi's id of the account that a call is of: another one may be connected since. Null where Vapi did not
-- tell it.
ALTER TABLE calls ADD COLUMN vapi_org TEXT;
ALTER TABLE call_erasures ADD COLUMN vapi_org TEXT;
