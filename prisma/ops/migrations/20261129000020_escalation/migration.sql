-- What a case is about, how bad it is, who has it, and what came of it.
ALTER TABLE cases
  ADD COLUMN category      text, -- the clause of the runbook that was declared; null: a question
  ADD COLUMN severity      text NOT NULL DEFAULT 'warning' CHECK (severity IN ('critical', 'warning', 'information')),
  ADD COLUMN level         integer NOT NULL DEFAULT 1 CHECK (level BETWEEN 1 AND 4), -- 4: the manager
  ADD COLUMN ladder        integer NOT NULL DEFAULT 0, -- counts how often its due times were made anew
  ADD COLUMN taken_by      text,
  ADD COLUMN taken_at      timestamptz,
  ADD COLUMN snoozed_until timestamptz,
  ADD COLUMN resolved_by   text,
  ADD COLUMN resolved_at   timestamptz,
  ADD COLUMN cause         text,
  ADD COLUMN room_platform text, -- where its thread is; null where there is none
  ADD COLUMN room_thread   text,
  ADD COLUMN shown         integer NOT NULL DEFAULT 0, -- the version that its cards show
  ADD CHECK (status <> 'taken' OR taken_by IS NOT NULL),
  ADD CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
  ADD CHECK ((resolved_by IS NULL) = (resolved_at IS NULL)),
  ADD CHECK ((taken_by IS NULL) = (taken_at IS NULL)),
  ADD CHECK ((room_platform IS NULL) = (room_thread IS NULL));

-- Those from before that nobody has resolved are shown anew, with what can be done about them; nobody is called about them.
UPDATE cases SET shown = version WHERE status = 'resolved';

CREATE INDEX cases_unresolved ON cases (number) WHERE status <> 'resolved';
CREATE INDEX cases_unshown ON cases (number) WHERE shown < version;
CREATE UNIQUE INDEX cases_room ON cases (room_platform, room_thread) WHERE room_thread IS NOT NULL;
CREATE INDEX cases_place ON cases (platform, thread);

-- What happened to a case, in its order. Never changed.
CREATE TABLE case_events (
  case_number integer NOT NULL REFERENCES cases (number),
  position    integer NOT NULL,
  type        text NOT NULL,
  fact        jsonb NOT NULL,
  by          text NOT NULL, -- a person's id, or bot
  at          timestamptz NOT NULL,
  request_id  text NOT NULL, -- a request does one thing to a case, however often it is handled
  PRIMARY KEY (case_number, position)
);

-- Who was added to a case: it is shown to them.
CREATE TABLE case_people (
  case_number integer NOT NULL REFERENCES cases (number),
  person_id   text NOT NULL,
  added_by    text NOT NULL,
  added_at    timestamptz NOT NULL,
  PRIMARY KEY (case_number, person_id)
);

-- What asker and engineers say to each other about a case.
CREATE TABLE case_messages (
  case_number integer NOT NULL REFERENCES cases (number),
  position    integer NOT NULL,
  source_key  text NOT NULL UNIQUE, -- the delivery that said it: told twice it is one
  side        text NOT NULL CHECK (side IN ('asker', 'team')),
  by          text NOT NULL,
  text        text NOT NULL,
  at          timestamptz NOT NULL,
  relayed_at  timestamptz, -- since when it stands where the other side reads
  PRIMARY KEY (case_number, position)
);
CREATE INDEX case_messages_unrelayed ON case_messages (case_number, position) WHERE relayed_at IS NULL;

-- The due times of a case, as the runbook's clauses have them.
CREATE TABLE case_steps (
  case_number integer NOT NULL REFERENCES cases (number),
  ladder      integer NOT NULL,
  position    integer NOT NULL,
  due_at      timestamptz NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('opened', 'unanswered', 'unresolved')),
  level       integer CHECK (level BETWEEN 1 AND 4), -- null: one above what it is then
  status      text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'void')),
  ended_at    timestamptz,
  PRIMARY KEY (case_number, ladder, position),
  CHECK ((status = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX case_steps_due ON case_steps (due_at) WHERE status = 'waiting';

-- Whom a due time calls, and by which way.
CREATE TABLE pages (
  id          bigserial PRIMARY KEY,
  case_number integer NOT NULL REFERENCES cases (number),
  ladder      integer NOT NULL,
  step        integer NOT NULL,
  person_id   text NOT NULL,
  position    integer NOT NULL, -- the first way, the second
  way         text NOT NULL CHECK (way IN ('direct', 'email', 'webhook')),
  due_at      timestamptz NOT NULL,
  status      text NOT NULL DEFAULT 'waiting'
    CHECK (status IN ('waiting', 'sending', 'sent', 'failed', 'cancelled')),
  attempts    integer NOT NULL DEFAULT 0,
  lease_until timestamptz,
  may_be_repeat boolean NOT NULL DEFAULT false, -- somebody died while sending it
  fault       text,
  sent_at     timestamptz,
  created_at  timestamptz NOT NULL,
  UNIQUE (case_number, ladder, step, person_id, way),
  FOREIGN KEY (case_number, ladder, step) REFERENCES case_steps (case_number, ladder, position)
);
CREATE INDEX pages_open ON pages (due_at) WHERE status IN ('waiting', 'sending');

-- The newest time that paging knew, of each machine: a clock that is set back is seen by it.
CREATE TABLE paging_clocks (
  machine text PRIMARY KEY,
  seen    timestamptz NOT NULL
);

-- Every bot hears at once that a case changed, or that something was said about it: whoever shows it, calls people
-- about it or has its page open looks again.
CREATE FUNCTION tell_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('cases', TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE TRIGGER cases_opened AFTER INSERT ON cases FOR EACH STATEMENT EXECUTE FUNCTION tell_case('opened');
CREATE TRIGGER cases_changed AFTER UPDATE ON cases
  FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION tell_case('changed');
CREATE TRIGGER cases_said AFTER INSERT ON case_messages FOR EACH STATEMENT EXECUTE FUNCTION tell_case('said');
