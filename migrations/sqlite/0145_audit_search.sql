-- A search of the audit log reads a range of numbers at a time.
DROP INDEX audit_log_by_subject;
CREATE INDEX audit_log_by_subject ON audit_log (org_id, subject, seq);
DROP INDEX audit_log_by_correlation;
CREATE INDEX audit_log_by_correlation ON audit_log (org_id, correlation_id, seq);
