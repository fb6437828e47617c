-- When the secret came that is stored, whatever else of the credential was saved since; without it, that was
-- when the credential was saved last.
ALTER TABLE org_credentials ADD COLUMN secret_since BIGINT;
