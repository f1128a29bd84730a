-- What was told to those on call by itself: that the shift changed, and the daily digest. Each row is one report; its
-- number makes it one, however many bots run.
CREATE TABLE duty_reports (
  kind        text NOT NULL CHECK (kind IN ('shift', 'digest')),
  number      integer NOT NULL CHECK (number >= 0), -- 0: from here on is reported
  from_person text, -- who had the shift at the report before
  to_person   text, -- who has it now
  since       timestamptz NOT NULL, -- it tells of what happened from here
  at          timestamptz NOT NULL, -- until here
  told_at     timestamptz, -- null: it may be posted, and is posted again under the same key
  PRIMARY KEY (kind, number),
  CHECK ((kind = 'shift') = (to_person IS NOT NULL)),
  CHECK (since <= at)
);
