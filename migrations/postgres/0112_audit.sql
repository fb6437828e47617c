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

ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_heads_org ON audit_heads
  USING (org_id = current_setting('ava.org', true) OR current_setting('ava.org', true) = '*');

-- Nothing here is changed or deleted, by mistake at least.
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_heads_kept BEFORE UPDATE OR DELETE ON audit_heads
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_heads_whole BEFORE TRUNCATE ON audit_heads
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
