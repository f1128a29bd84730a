-- Runs of procedures. A run is its events; the row beside them is what must be found and locked quickly.
CREATE TABLE runs (
  number       serial PRIMARY KEY, -- shown as R-142
  request_key  text NOT NULL UNIQUE, -- the command or click that asked for it: twice is one run
  procedure    text NOT NULL,
  plan         jsonb NOT NULL,
  digest       text NOT NULL,
  lock         text NOT NULL,
  requested_by text NOT NULL,
  platform     text NOT NULL,
  thread       text NOT NULL,
  request_id   text NOT NULL,
  status       text NOT NULL CHECK (status IN ('waiting', 'running', 'done', 'failed', 'unknown', 'stopped',
                 'rejected', 'withdrawn', 'expired', 'void')),
  version      integer NOT NULL DEFAULT 0, -- counts the events
  shown        integer NOT NULL DEFAULT 0, -- the version that its card shows
  review_owed  boolean NOT NULL DEFAULT false,
  expires_at   timestamptz NOT NULL,
  lease_owner  text,
  lease_until  timestamptz,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL
);
-- One run at a time works on a thing.
CREATE UNIQUE INDEX runs_lock ON runs (lock) WHERE status IN ('running', 'unknown');
CREATE INDEX runs_open ON runs (status, number) WHERE status IN ('waiting', 'running', 'unknown');
CREATE INDEX runs_unshown ON runs (number) WHERE shown < version;

-- Appended, never changed: the runtime role may neither update nor delete.
CREATE TABLE run_events (
  run     integer NOT NULL REFERENCES runs (number),
  version integer NOT NULL, -- from 1, without gaps: two that append at once cannot both succeed
  type    text NOT NULL,
  fact    jsonb NOT NULL,
  by      text NOT NULL, -- a person's id, or bot
  at      timestamptz NOT NULL,
  PRIMARY KEY (run, version)
);

-- Who did what, and who was refused what. Appended, never changed: the runtime role may neither update nor delete.
CREATE TABLE audit (
  id         bigserial PRIMARY KEY,
  at         timestamptz NOT NULL,
  person     text NOT NULL,
  verified   boolean NOT NULL, -- false: the demo's person switcher
  action     text NOT NULL,
  subject    text NOT NULL,
  outcome    text NOT NULL CHECK (outcome IN ('done', 'refused')),
  detail     jsonb NOT NULL,
  request_id text NOT NULL
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_subject ON audit (subject, at);

-- Whether it is certain who sent it; not so in the demo.
ALTER TABLE inbox ADD COLUMN verified boolean NOT NULL DEFAULT false;
