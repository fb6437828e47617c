-- Whether Google refused the event as it is: it is written again once it changes.
ALTER TABLE booking_events ADD COLUMN refused BOOLEAN NOT NULL DEFAULT FALSE;
