-- Consents that people were sent to Google for. A state is used once: its row is deleted then.
CREATE TABLE consents_asked (
  state_hash TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);
CREATE INDEX consents_asked_org ON consents_asked (org_id, expires_at);

-- The Google account that a credential is of, for who else here holds its consent, and the
-- refresher that renews its access token meanwhile.
CREATE TABLE google_grants (
  credential_id  TEXT PRIMARY KEY REFERENCES org_credentials (id) ON DELETE CASCADE,
  org_id         TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  sub            TEXT NOT NULL,
  renewed_by     TEXT,
  renewing_until BIGINT
);
CREATE INDEX google_grants_sub ON google_grants (sub);
CREATE INDEX google_grants_org ON google_grants (org_id);
