-- People of an OpenID provider, by the name that it has for itself and its own id for each, and the
-- account that each may sign in to. An account has one at each provider.
CREATE TABLE oidc_identities (
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email     TEXT,
  linked_at BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX oidc_identities_user ON oidc_identities (user_id, issuer);

-- They are no organisation's.
ALTER TABLE oidc_identities ENABLE ROW LEVEL SECURITY;
ALTER TABLE oidc_identities FORCE ROW LEVEL SECURITY;
CREATE POLICY oidc_identities_installation ON oidc_identities
  USING (current_setting('ava.org', true) = '*');
