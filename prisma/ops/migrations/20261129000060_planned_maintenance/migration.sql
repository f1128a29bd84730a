-- Times that somebody planned ahead, in which calls about what is not critical wait. What was planned stays; it can only
-- be ended, before it begins or before its time.
CREATE TABLE planned_maintenance (
  id          serial PRIMARY KEY,
  request_key text NOT NULL UNIQUE, -- the delivery that planned it: asked twice is one
  reason      text NOT NULL,
  starts_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  planned_by  text NOT NULL,
  planned_at  timestamptz NOT NULL,
  end_key     text UNIQUE, -- the delivery that ended it
  ended_by    text,
  ended_at    timestamptz, -- not after its beginning: it was cancelled
  CHECK (starts_at < ends_at AND ends_at <= starts_at + interval '24 hours'),
  CHECK ((ended_by IS NULL) = (ended_at IS NULL)),
  CHECK ((end_key IS NULL) = (ended_at IS NULL))
);
CREATE INDEX planned_maintenance_ends ON planned_maintenance (ends_at);

-- What was told of a maintenance, also of one that runbook.yml names: each once, however many bots run.
CREATE TABLE maintenance_notices (
  maintenance text NOT NULL, -- its key, such as planned:3
  what        text NOT NULL CHECK (what IN ('began', 'ended')),
  told_at     timestamptz NOT NULL,
  PRIMARY KEY (maintenance, what)
);

-- Until when a maintenance keeps calls about a case waiting: by so much were its due times put back.
ALTER TABLE cases ADD COLUMN held_until timestamptz;
CREATE INDEX cases_held ON cases (held_until) WHERE held_until IS NOT NULL AND status <> 'resolved';
