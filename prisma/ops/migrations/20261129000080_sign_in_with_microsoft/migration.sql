-- People sign in with Microsoft too, and with it whoever is staff by the tenant alone and stands in no file: what they
-- are called is kept with their session.
ALTER TABLE web_sessions DROP CONSTRAINT web_sessions_how_check;
ALTER TABLE web_sessions ADD CONSTRAINT web_sessions_how_check CHECK (how IN ('slack', 'microsoft', 'password'));
ALTER TABLE web_sessions ADD COLUMN name text;
