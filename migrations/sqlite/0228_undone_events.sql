-- Events that are left are found for each organisation, in the order in which they came; those that failed, and
-- have others of their call wait behind them, are few.
DROP INDEX call_events_due;
CREATE INDEX call_events_undone ON call_events (org_id, id) WHERE done_at IS NULL;
CREATE INDEX call_events_waiting ON call_events (org_id, vapi_call_id, id) WHERE done_at IS NULL AND next_at > 0;
