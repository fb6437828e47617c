-- Calls of which nothing is left, by when Vapi deleted them.
CREATE INDEX call_erasures_known ON call_erasures (deleted_at) WHERE part = 'call';
