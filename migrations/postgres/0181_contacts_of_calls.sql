-- Whose call it is: the contact that has the number. No foreign key: a call outlives it.
ALTER TABLE calls ADD COLUMN contact_id TEXT;
-- One text for all the ways in which the other side's number is dialled; without one, nobody has
-- looked yet whose it is.
ALTER TABLE calls ADD COLUMN caller_key TEXT;
-- Whether the other side asked for a price, or for an appointment.
ALTER TABLE calls ADD COLUMN asked_price BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE calls ADD COLUMN asked_appointment BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX calls_contact ON calls (org_id, contact_id, begun_at, id);
CREATE INDEX calls_nobodys ON calls (org_id, caller_key) WHERE contact_id IS NULL;
CREATE INDEX calls_unread ON calls (org_id, id) WHERE caller_key IS NULL AND caller IS NOT NULL;

-- How much speaks for it that somebody becomes a customer: 0 to 100, and why.
ALTER TABLE contacts ADD COLUMN score BIGINT NOT NULL DEFAULT 0;
ALTER TABLE contacts ADD COLUMN score_reasons TEXT NOT NULL DEFAULT '[]';
-- When it is to be computed: at once, which is 0, or when a reason has had its time.
ALTER TABLE contacts ADD COLUMN score_due BIGINT DEFAULT 0;
-- When it was told that the contact is a hot lead, which is told once.
ALTER TABLE contacts ADD COLUMN hot_at BIGINT;
-- The contact that it was merged into by hand: what was merged into that one meanwhile stands below
-- it, so that each merge can be taken back by itself.
ALTER TABLE contacts ADD COLUMN merged_under TEXT;
SELECT set_config('ava.org', '*', true);
UPDATE contacts SET merged_under = merged_into;
CREATE INDEX contacts_score ON contacts (org_id, score, id) WHERE merged_into IS NULL;
CREATE INDEX contacts_score_now ON contacts (org_id, id) WHERE score_due = 0;
CREATE INDEX contacts_score_later ON contacts (score_due) WHERE score_due > 0;
CREATE INDEX contacts_below ON contacts (org_id, merged_into, id) WHERE merged_into IS NOT NULL;
CREATE INDEX contacts_under ON contacts (merged_under);
-- Of those who share an address, the first is asked for.
DROP INDEX contacts_email;
CREATE INDEX contacts_email ON contacts (org_id, email, id);
