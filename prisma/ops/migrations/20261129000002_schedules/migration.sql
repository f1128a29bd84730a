-- When each schedule of runbook.yml is due. What it runs is in that file.
CREATE TABLE schedules (
  name        text PRIMARY KEY,
  timing      text NOT NULL, -- what next_due_at was computed from: the file may change
  next_due_at timestamptz NOT NULL,
  last_due_at timestamptz, -- the due time that it ran for last
  last_run    integer REFERENCES runs (number),
  problem     text, -- why what is due has not begun
  paused_by   text,
  paused_at   timestamptz,
  CHECK ((paused_by IS NULL) = (paused_at IS NULL))
);
