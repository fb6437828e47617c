-- What Vapi signs in to Twilio with for a number: the mark of what it was given
-- last, and whether it holds an Auth Token. Null: not known.
ALTER TABLE phone_numbers ADD COLUMN vapi_secret TEXT;
ALTER TABLE phone_numbers ADD COLUMN vapi_token BOOLEAN;
