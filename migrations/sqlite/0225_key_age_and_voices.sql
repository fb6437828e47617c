-- When the secret came that is stored, whatever else of the credential was saved since; without it, that was
-- when the credential was saved last.
ALTER TABLE org_credentials ADD COLUMN secret_since BIGINT;

-- The voice that the agent could not speak with, and when the last call began that told of a voice.
ALTER TABLE agents ADD COLUMN lost_voice TEXT;
ALTER TABLE agents ADD COLUMN lost_voice_at BIGINT;
