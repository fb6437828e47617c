-- An audit log that nobody forges who can write to the database only.

-- Signs how many entries there are and the last one's hash; and how many of them
-- have a signed head.
ALTER TABLE orgs ADD COLUMN audit_mac TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN audit_signed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX orgs_unsigned ON orgs (id) WHERE audit_seq > audit_signed;

-- One chain for the whole installation: each head's signature covers the one
-- before it, so that a single one, kept elsewhere, vouches for all before it.
CREATE TABLE audit_heads (
  number  BIGINT PRIMARY KEY,
  org_id  TEXT NOT NULL REFERENCES orgs (id),
  seq     BIGINT NOT NULL,
  hash    TEXT NOT NULL,
  -- The entries up to this one were written before the log had a key.
  unkeyed BOOLEAN NOT NULL,
  at      BIGINT NOT NULL,
  mac     TEXT NOT NULL
);
CREATE INDEX audit_heads_org ON audit_heads (org_id, seq);

-- Nothing here is changed or deleted, by mistake at least.
CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_heads_no_update BEFORE UPDATE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
