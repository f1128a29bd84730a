-- Intake: every delivery of a platform, stored under its key before it is acknowledged.
CREATE TABLE inbox (
  delivery_key text PRIMARY KEY,
  platform     text NOT NULL,
  kind         text NOT NULL,
  thread       text NOT NULL, -- deliveries of one thread are handled in their order
  person_id    text,
  payload      jsonb NOT NULL,
  request_id   text NOT NULL,
  status       text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'working', 'done', 'failed')),
  due_at       timestamptz NOT NULL,
  lease_until  timestamptz,
  lease_owner  text,
  attempts     integer NOT NULL DEFAULT 0,
  error        text,
  received_at  timestamptz NOT NULL,
  sequence     bigserial NOT NULL UNIQUE,
  done_at      timestamptz
);
CREATE INDEX inbox_open ON inbox (due_at) WHERE status IN ('waiting', 'working');
CREATE INDEX inbox_thread_open ON inbox (thread, sequence) WHERE status IN ('waiting', 'working');

-- What must reach the assistant (later also the platforms), once, by key and version.
CREATE TABLE outbox (
  id          bigserial PRIMARY KEY,
  destination text NOT NULL,
  key         text NOT NULL,
  version     integer NOT NULL,
  payload     jsonb NOT NULL,
  request_id  text NOT NULL,
  status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'working', 'done', 'failed')),
  due_at      timestamptz NOT NULL,
  lease_until timestamptz,
  attempts    integer NOT NULL DEFAULT 0,
  error       text,
  created_at  timestamptz NOT NULL,
  done_at     timestamptz,
  UNIQUE (destination, key, version)
);
CREATE INDEX outbox_open ON outbox (due_at) WHERE status IN ('waiting', 'working');

CREATE TABLE cases (
  number        serial PRIMARY KEY, -- shown as C-31
  source_key    text NOT NULL UNIQUE, -- the click or command that opened it: pressed twice is one case
  version       integer NOT NULL DEFAULT 1,
  status        text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'taken', 'resolved')),
  opened_by     text NOT NULL,
  platform      text NOT NULL,
  thread        text NOT NULL,
  session_id    text,
  machine_model text,
  question      text NOT NULL,
  details       jsonb NOT NULL,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);

CREATE TABLE feedback (
  message_id text NOT NULL,
  person_id  text NOT NULL,
  rating     text NOT NULL CHECK (rating IN ('up', 'down')),
  reason     text,
  version    integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (message_id, person_id)
);

-- The last people.yml and runbook.yml that were valid.
CREATE TABLE config_snapshots (
  name      text PRIMARY KEY,
  content   text NOT NULL,
  digest    text NOT NULL,
  loaded_at timestamptz NOT NULL
);

-- The web chat's transcript. `version` counts up under the conversation's row lock, so a reader that has
-- seen version n has missed nothing below it, whichever process wrote it.
CREATE TABLE web_conversations (
  id            uuid PRIMARY KEY,
  person_id     text NOT NULL,
  title         text NOT NULL,
  machine_model text,
  version       bigint NOT NULL DEFAULT 0,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL
);
CREATE INDEX web_conversations_person ON web_conversations (person_id, updated_at);

CREATE TABLE web_entries (
  id              text PRIMARY KEY,
  conversation_id uuid NOT NULL REFERENCES web_conversations ON DELETE CASCADE,
  position        bigint NOT NULL, -- the version it was born with: its place in the transcript
  version         bigint NOT NULL, -- the version of its last change
  author          text NOT NULL CHECK (author IN ('person', 'bot')),
  body            jsonb NOT NULL,
  state           text NOT NULL CHECK (state IN ('streaming', 'final')),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);
CREATE INDEX web_entries_version ON web_entries (conversation_id, version);
