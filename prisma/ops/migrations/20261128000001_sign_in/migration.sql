-- Passwords of people who sign in without Slack: Argon2id, as PHC strings.
CREATE TABLE local_passwords (
  person_id text PRIMARY KEY,
  hash      text NOT NULL,
  set_at    timestamptz NOT NULL
);

-- Who is signed in to the pages. The cookie holds a random token, the row its SHA-256 alone.
CREATE TABLE web_sessions (
  id         text PRIMARY KEY,
  how        text NOT NULL CHECK (how IN ('slack', 'password')),
  identity   text NOT NULL, -- the Slack member id or the local name, which must still lead to this person
  person_id  text NOT NULL,
  created_at timestamptz NOT NULL,
  seen_at    timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX web_sessions_person ON web_sessions (person_id);
CREATE INDEX web_sessions_expires ON web_sessions (expires_at);

-- Attempts to sign in by password since the last one that worked, by name and by client address. What was typed
-- as a name may be a password: only its SHA-256 is kept.
CREATE TABLE sign_in_attempts (
  kind        text NOT NULL CHECK (kind IN ('name', 'address')),
  key         text NOT NULL,
  count       integer NOT NULL,
  waits_until timestamptz NOT NULL, -- none before it; a while after it, the row is forgotten
  PRIMARY KEY (kind, key)
);
CREATE INDEX sign_in_attempts_waits ON sign_in_attempts (waits_until);

-- Tokens for programs, which act on behalf of a person. The text holds a random secret, the row its SHA-256 alone.
CREATE TABLE api_tokens (
  id         text PRIMARY KEY,
  name       text NOT NULL,
  hash       text NOT NULL,
  person_id  text NOT NULL,
  scopes     text[] NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  used_at    timestamptz -- to the hour
);
