-- What a person did, and what was done about them, whichever organisation's log has it.
CREATE INDEX audit_log_by_person ON audit_log (actor, id);
CREATE INDEX audit_log_about_person ON audit_log (substr(subject, 1, 36), id) WHERE about = 'people';
