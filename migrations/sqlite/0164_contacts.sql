-- The people whom appointments are for.
CREATE TABLE contacts (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  phone TEXT,
  -- One text for all the ways in which the number is dialled from abroad.
  phone_key TEXT,
  email TEXT,
  tags TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL DEFAULT '',
  -- The contact that this one was found to be; it can be taken back.
  merged_into TEXT REFERENCES contacts (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX contacts_phone ON contacts (org_id, phone_key);
CREATE INDEX contacts_page ON contacts (org_id, id);
CREATE INDEX contacts_email ON contacts (org_id, email);
CREATE INDEX contacts_merged ON contacts (merged_into);

ALTER TABLE appointments ADD COLUMN contact_id TEXT;
CREATE INDEX appointments_contact ON appointments (org_id, contact_id, starts_at);
