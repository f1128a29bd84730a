-- The four tables that the runbook names, with the columns its SQL names, and what belongs to them.

CREATE TABLE ai_sessions (
  session_id    text PRIMARY KEY,
  subject       text, -- whose it is, from the verified token; null for a call without one
  machine_model text,
  language      text,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ai_sessions_created_at ON ai_sessions (created_at);

CREATE TABLE ai_messages (
  message_id        uuid PRIMARY KEY,
  session_id        text NOT NULL REFERENCES ai_sessions ON DELETE CASCADE,
  role              text NOT NULL CHECK (role IN ('user', 'assistant')),
  reply_to          uuid REFERENCES ai_messages ON DELETE CASCADE,
  idempotency_key   text,
  answering_until   timestamptz, -- on a question: the lease of the process that is answering it
  content           text NOT NULL,
  answer            jsonb, -- on an answer: the whole response, replayed for a repeated Idempotency-Key
  mode              text CHECK (mode IN ('model', 'extractive', 'none')),
  model             text,
  prompt_tokens     integer,
  completion_tokens integer,
  latency_ms        integer,
  error             text,
  request_id        text,
  created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (session_id, idempotency_key)
);
CREATE INDEX ai_messages_session ON ai_messages (session_id, created_at);
CREATE UNIQUE INDEX ai_messages_one_answer ON ai_messages (reply_to) WHERE role = 'assistant';

CREATE TABLE ai_feedback (
  message_id uuid NOT NULL,
  subject    text NOT NULL,
  rating     text NOT NULL CHECK (rating IN ('up', 'down')),
  reason     text,
  version    integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (message_id, subject)
);

-- A case is true in the ops database; this is its record here, sent by id and version.
CREATE TABLE ai_escalations (
  escalation_id text PRIMARY KEY,
  version       integer NOT NULL,
  session_id    text, -- no foreign key: the record outlives a session that maintenance deletes
  status        text NOT NULL,
  summary       text NOT NULL,
  details       jsonb NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE knowledge_documents (
  document_id    uuid PRIMARY KEY,
  title          text NOT NULL,
  document_type  text NOT NULL,
  language       text NOT NULL,
  machine_models text[] NOT NULL DEFAULT '{}',
  tags           text[] NOT NULL DEFAULT '{}',
  filename       text NOT NULL,
  sha256         text NOT NULL UNIQUE,
  size           integer NOT NULL,
  original       bytea NOT NULL, -- here, so that every dump of this table can rebuild the index
  status         text NOT NULL CHECK (status IN ('queued', 'processing', 'ready', 'failed')),
  pages          integer,
  pages_done     integer NOT NULL DEFAULT 0,
  error          text,
  lease_until    timestamptz,
  attempts       integer NOT NULL DEFAULT 0,
  created_at     timestamptz NOT NULL DEFAULT now(),
  updated_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX knowledge_documents_status ON knowledge_documents (status);

CREATE TABLE knowledge_chunks (
  chunk_id    bigserial PRIMARY KEY,
  document_id uuid NOT NULL REFERENCES knowledge_documents ON DELETE CASCADE,
  ordinal     integer NOT NULL,
  heading     text NOT NULL, -- the heading path, outermost first, joined with " › "
  page_start  integer NOT NULL,
  page_end    integer NOT NULL,
  text        text NOT NULL,
  length      integer NOT NULL, -- terms counted for BM25, heading path and title included
  UNIQUE (document_id, ordinal)
);

CREATE TABLE knowledge_postings (
  term     text NOT NULL,
  chunk_id bigint NOT NULL REFERENCES knowledge_chunks ON DELETE CASCADE,
  tf       integer NOT NULL,
  PRIMARY KEY (term, chunk_id)
);
CREATE INDEX knowledge_postings_chunk ON knowledge_postings (chunk_id);
