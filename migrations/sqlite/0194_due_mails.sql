-- The next mail of one organisation, and those of it that were being sent, without the mails of all others.
CREATE INDEX notifications_people_next ON notifications_people (org_id, mail_at) WHERE mail = 'due';
CREATE INDEX notifications_people_sending ON notifications_people (org_id, mail_at) WHERE mail = 'sending';
CREATE INDEX booking_mails_next ON booking_mails (org_id, state_at) WHERE state = 'due';
CREATE INDEX booking_mails_sending ON booking_mails (org_id, state_at) WHERE state = 'sending';
