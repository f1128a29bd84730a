-- What reviews of the log found (SOP-004), and what deserves somebody's work.
CREATE TABLE log_reviews (
  run         integer PRIMARY KEY REFERENCES runs (number), -- a step that is done again finds the first
  review      jsonb NOT NULL,
  reviewed_at timestamptz NOT NULL,
  day         date NOT NULL -- of the site's time zone
);

CREATE TABLE log_findings (
  number     serial PRIMARY KEY,
  service    text NOT NULL,
  level      text NOT NULL CHECK (level IN ('warning', 'error')),
  kind       text NOT NULL, -- its text without ids, numbers, addresses and quoted values
  pattern    text NOT NULL,
  sources    text[] NOT NULL,
  sample     text NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL,
  state      text NOT NULL CHECK (state IN ('seen', 'gone')),
  UNIQUE (service, level, kind)
);

CREATE TABLE log_finding_counts (
  finding integer NOT NULL REFERENCES log_findings (number),
  run     integer NOT NULL REFERENCES log_reviews (run),
  count   integer NOT NULL,
  PRIMARY KEY (finding, run)
);

CREATE TABLE tickets (
  number    serial PRIMARY KEY, -- shown as T-7
  finding   integer NOT NULL REFERENCES log_findings (number),
  version   integer NOT NULL DEFAULT 1, -- counts what is told of it
  state     text NOT NULL CHECK (state IN ('open', 'closed')),
  count     integer NOT NULL, -- in the newest review
  opened_at timestamptz NOT NULL,
  seen_at   timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text
);
-- One open ticket a finding.
CREATE UNIQUE INDEX tickets_open ON tickets (finding) WHERE state = 'open';

-- What each report on the performance measured (SOP-005); null where it could not.
CREATE TABLE performance_reports (
  run             integer PRIMARY KEY REFERENCES runs (number),
  picture         uuid NOT NULL UNIQUE, -- opens the trend's picture to whoever has it
  measured_at     timestamptz NOT NULL,
  cpu             double precision, -- per cent of its limit
  memory          double precision, -- GB
  response_time   double precision, -- seconds, of 95 in 100 answers
  error_rate      double precision, -- per cent
  active_sessions double precision
);
CREATE INDEX performance_reports_at ON performance_reports (measured_at);
