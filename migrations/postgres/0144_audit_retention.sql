-- The beginning of a log may be removed after the time that the operator sets.

-- The last entry that was removed, its hash, which a signed head has as well, when it was decided,
-- and a signature of these: the chain begins after it.
ALTER TABLE orgs ADD COLUMN audit_cut BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orgs ADD COLUMN audit_cut_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN audit_cut_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orgs ADD COLUMN audit_cut_mac TEXT NOT NULL DEFAULT '';

-- Nothing is deleted before that was decided.
CREATE FUNCTION audit_is_deleted_when_cut() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
  IF OLD.seq > COALESCE((SELECT audit_cut FROM orgs WHERE id = OLD.org_id), 0) THEN
    RAISE EXCEPTION 'the audit log is append-only';
  END IF;
  RETURN OLD;
END $$;
DROP TRIGGER audit_log_kept ON audit_log;
CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_log_kept_till_cut BEFORE DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION audit_is_deleted_when_cut();
