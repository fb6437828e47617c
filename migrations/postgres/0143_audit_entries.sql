-- What an entry holds besides, and what people choose entries by.

-- Entries of version 1 have hashes that do not cover these columns: there, the first two follow
-- from the action, and the others are empty.
ALTER TABLE audit_log ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE audit_log ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN outcome TEXT NOT NULL DEFAULT 'done';
-- The person for whom it was done, where that is not the one who did it.
ALTER TABLE audit_log ADD COLUMN on_behalf_of TEXT;
-- Fields with their values before and after, as JSON.
ALTER TABLE audit_log ADD COLUMN changes TEXT;
ALTER TABLE audit_log ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_log ADD COLUMN user_agent TEXT NOT NULL DEFAULT '';

SELECT set_config('ava.org', '*', true);
ALTER TABLE audit_log DISABLE TRIGGER audit_log_kept;
UPDATE audit_log SET
  about = CASE action
    WHEN 'signed_up' THEN 'people'
    WHEN 'signed_in' THEN 'people'
    WHEN 'sign_in_refused' THEN 'people'
    WHEN 'signed_out' THEN 'people'
    WHEN 'device_revoked' THEN 'people'
    WHEN 'denied' THEN 'people'
    WHEN 'credential_saved' THEN 'integrations'
    WHEN 'credential_checked' THEN 'integrations'
    WHEN 'credential_opened' THEN 'integrations'
    WHEN 'credential_resealed' THEN 'integrations'
    WHEN 'test_mail_sent' THEN 'integrations'
    WHEN 'agent_created' THEN 'agents'
    WHEN 'agent_changed' THEN 'agents'
    WHEN 'import_asked' THEN 'numbers'
    WHEN 'operation_asked' THEN 'operations'
    WHEN 'operation_retried' THEN 'operations'
    WHEN 'takeover_granted' THEN 'operations'
    WHEN 'takeover_declined' THEN 'operations'
    WHEN 'disconnected' THEN 'integrations'
    WHEN 'account_replaced' THEN 'integrations'
    WHEN 'number_removed' THEN 'numbers'
    WHEN 'number_bought' THEN 'numbers'
    WHEN 'number_released' THEN 'numbers'
    WHEN 'address_deleted' THEN 'numbers'
    WHEN 'buying_allowed' THEN 'organisation'
    WHEN 'buying_denied' THEN 'organisation'
    WHEN 'quota_decided' THEN 'organisation'
    WHEN 'features_decided' THEN 'organisation'
    WHEN 'managed_released' THEN 'numbers'
    WHEN 'number_unassigned' THEN 'numbers'
    WHEN 'agent_deleted' THEN 'agents'
    WHEN 'agent_remade' THEN 'agents'
    WHEN 'conflict_decided' THEN 'agents'
    WHEN 'closed_by_hand' THEN 'operations'
    WHEN 'key_made' THEN 'integrations'
    WHEN 'key_revoked' THEN 'integrations'
    WHEN 'key_handed_over' THEN 'integrations'
    WHEN 'key_taken_back' THEN 'integrations'
    WHEN 'token_renewed' THEN 'integrations'
    WHEN 'token_made' THEN 'integrations'
    WHEN 'token_deleted' THEN 'integrations'
    WHEN 'account_suspended' THEN 'integrations'
    WHEN 'account_closed' THEN 'integrations'
    WHEN 'account_reopened' THEN 'integrations'
    WHEN 'comparison_asked' THEN 'numbers'
    WHEN 'drift_repaired' THEN 'numbers'
    WHEN 'drift_adopted' THEN 'numbers'
    WHEN 'drift_forgotten' THEN 'numbers'
    WHEN 'monitoring_made' THEN 'organisation'
    WHEN 'monitoring_ended' THEN 'organisation'
    WHEN 'consent_asked' THEN 'integrations'
    WHEN 'consent_answered' THEN 'integrations'
    WHEN 'consent_revoked' THEN 'integrations'
    WHEN 'calendar_chosen' THEN 'integrations'
    WHEN 'org_entered' THEN 'people'
    WHEN 'org_made' THEN 'organisation'
    WHEN 'org_renamed' THEN 'organisation'
    WHEN 'member_role_changed' THEN 'people'
    WHEN 'member_removed' THEN 'people'
    WHEN 'member_left' THEN 'people'
    ELSE about
  END,
  outcome = CASE WHEN action IN ('sign_in_refused', 'denied') THEN 'refused' ELSE outcome END;
ALTER TABLE audit_log ENABLE TRIGGER audit_log_kept;

CREATE INDEX audit_log_by_time ON audit_log (org_id, at, seq);
CREATE INDEX audit_log_by_actor ON audit_log (org_id, actor, at, seq);
CREATE INDEX audit_log_by_kind ON audit_log (org_id, about, at, seq);
CREATE INDEX audit_log_by_subject ON audit_log (org_id, subject, actor);
CREATE INDEX audit_log_by_correlation ON audit_log (org_id, correlation_id);
CREATE INDEX audit_log_refused ON audit_log (org_id, at, seq) WHERE outcome = 'refused';
-- The number that an entry is about.
CREATE INDEX phone_numbers_named ON phone_numbers (org_id, e164, id);
