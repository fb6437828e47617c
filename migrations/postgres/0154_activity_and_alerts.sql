-- What a person did, and what was done about them, whichever organisation's log has it.
CREATE INDEX audit_log_by_person ON audit_log (actor, id);
CREATE INDEX audit_log_about_person ON audit_log (substr(subject, 1, 36), id) WHERE about = 'people';

-- Whether a mail of it may have come before it was told of again.
ALTER TABLE notifications_people ADD COLUMN had_mail BOOLEAN NOT NULL DEFAULT FALSE;
