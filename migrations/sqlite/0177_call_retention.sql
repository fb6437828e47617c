-- For how many days an organisation keeps what there is of a call; null for as long as the organisation
-- is here.
CREATE TABLE call_retention (
  org_id          TEXT PRIMARY KEY REFERENCES orgs (id) ON DELETE CASCADE,
  recording_days  BIGINT,
  transcript_days BIGINT,
  call_days       BIGINT,
  saved_at        BIGINT NOT NULL,
  -- When calls were last looked through.
  swept_at        BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX call_retention_swept ON call_retention (swept_at, org_id);

-- Calls of which a part was erased here. What comes of them later does not bring it back; and Vapi, which
-- deletes calls only whole, is to delete them.
CREATE TABLE call_erasures (
  org_id       TEXT NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
  vapi_call_id TEXT NOT NULL,
  part         TEXT NOT NULL,
  asked_at     BIGINT NOT NULL,
  attempts     BIGINT NOT NULL DEFAULT 0,
  -- The operation that deleted it at Vapi, when that was, and whether it was there.
  operation_id TEXT,
  deleted_at   BIGINT,
  found        BOOLEAN,
  PRIMARY KEY (org_id, vapi_call_id)
);
CREATE INDEX call_erasures_due ON call_erasures (org_id, attempts, asked_at, vapi_call_id)
  WHERE deleted_at IS NULL;
CREATE INDEX call_erasures_deleted ON call_erasures (org_id, deleted_at);

-- What is still to be erased of calls.
CREATE INDEX calls_recorded ON calls (org_id, begun_at) WHERE recorded = TRUE;
CREATE INDEX calls_told ON calls (org_id, begun_at) WHERE transcript IS NOT NULL OR summary IS NOT NULL;
