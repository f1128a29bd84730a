-- Which version of a run its card shows in the operations room of another platform than the one where it was asked for.
CREATE TABLE run_rooms (
  run      integer NOT NULL REFERENCES runs (number),
  platform text NOT NULL,
  shown    integer NOT NULL,
  PRIMARY KEY (run, platform)
);
