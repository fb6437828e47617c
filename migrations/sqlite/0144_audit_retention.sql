-- The beginning of a log may be removed after the time that the operator sets.

-- The last entry that was removed, its hash, which a signed head has as well, when it was decided,
-- and a signature of these: the chain begins after it.
ALTER TABLE orgs ADD COLUMN audit_cut BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orgs ADD COLUMN audit_cut_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE orgs ADD COLUMN audit_cut_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE orgs ADD COLUMN audit_cut_mac TEXT NOT NULL DEFAULT '';

-- Nothing is deleted before that was decided.
DROP TRIGGER audit_log_no_delete;
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
WHEN OLD.seq > COALESCE((SELECT audit_cut FROM orgs WHERE id = OLD.org_id), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
