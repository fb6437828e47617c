-- An hourly comparison waits for the keys of the providers that it reads, and for no other.
DROP INDEX org_credentials_due;
CREATE INDEX org_credentials_due
  ON org_credentials (is_managed, org_id, provider, status, verified_at, saved_by);
