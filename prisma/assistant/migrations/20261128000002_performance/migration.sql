-- What happened lately, whatever the session.
CREATE INDEX ai_messages_created_at ON ai_messages (created_at);
