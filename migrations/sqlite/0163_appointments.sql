-- The zone, the opening hours, the closed days and the bounds of bookings of an organisation.
CREATE TABLE booking_settings (
  org_id TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  settings TEXT NOT NULL DEFAULT '{}'
);

-- What can be booked. Deleted ones leave their appointments, which have its name.
CREATE TABLE appointment_services (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  minutes INTEGER NOT NULL,
  buffer INTEGER NOT NULL,
  price TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX appointment_services_org ON appointment_services (org_id, id);

CREATE TABLE appointments (
  id TEXT PRIMARY KEY,
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  service_id TEXT,
  service TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL,
  -- The end of the buffer, from which the next one may begin.
  free_at INTEGER NOT NULL,
  customer TEXT NOT NULL,
  phone TEXT,
  email TEXT,
  note TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'booked',
  -- How often it was changed.
  revision INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);
CREATE INDEX appointments_page ON appointments (org_id, starts_at, id);
CREATE INDEX appointments_made ON appointments (org_id, created_at);

-- The five minutes that appointments take, each of them once: what keeps two from one time.
CREATE TABLE booked_cells (
  org_id TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  cell INTEGER NOT NULL,
  appointment_id TEXT NOT NULL REFERENCES appointments (id) ON DELETE CASCADE,
  PRIMARY KEY (org_id, cell)
);
CREATE INDEX booked_cells_appointment ON booked_cells (appointment_id);
