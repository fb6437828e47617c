-- Which assistants of Vapi a clean-up deletes, or has deleted.
CREATE INDEX operation_steps_deleted ON operation_steps (org_id, vapi_id) WHERE kind = 'delete_assistant';
