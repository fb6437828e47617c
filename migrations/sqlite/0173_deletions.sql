-- The deletions of organisations. While one is asked for or under way, nothing goes on in the
-- organisation; once it is done, the row of the organisation has nothing but its log.
CREATE TABLE deletions (
  org_id      TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  asked_by    TEXT NOT NULL REFERENCES users (id),
  -- Whether whoever asked looks after the installation, and need not be in the organisation.
  by_platform BOOLEAN NOT NULL,
  asked_at    BIGINT NOT NULL,
  -- Until then it can be taken back.
  due_at      BIGINT NOT NULL,
  state       TEXT NOT NULL,
  -- Whether it ends although something is left at a provider.
  forced      BOOLEAN NOT NULL DEFAULT FALSE,
  begun_at    BIGINT,
  ended_at    BIGINT,
  -- What was removed, and what was not: JSON.
  report      TEXT
);
CREATE INDEX deletions_open ON deletions (due_at) WHERE state IN ('asked', 'running');

-- What its owners are told by mail. A row goes once nothing more is tried.
CREATE TABLE deletion_mails (
  id       TEXT PRIMARY KEY,
  org_id   TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- The row of the organisation has no name any more.
  org_name TEXT NOT NULL,
  kind     TEXT NOT NULL,
  mail     TEXT NOT NULL,
  mail_at  BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX deletion_mails_due ON deletion_mails (mail_at);

-- A tenant's state in the list of all, in place of the mark of those that are suspended.
ALTER TABLE tenants ADD COLUMN state TEXT NOT NULL DEFAULT 'active';
UPDATE tenants SET state = 'suspended' WHERE suspended;
DROP INDEX tenants_suspended;
ALTER TABLE tenants DROP COLUMN suspended;
CREATE INDEX tenants_by_state ON tenants (state, name_key, org_id);
