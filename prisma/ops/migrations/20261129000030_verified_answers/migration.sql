-- Answers that are kept: somebody wrote one, another person looks at it before it is given to whoever asks the same in
-- other words, and it ends by its date, with its documents, or because somebody retires it.
CREATE TABLE verified_answers (
  id            serial PRIMARY KEY, -- shown as V-7
  version       integer NOT NULL DEFAULT 1,
  source_key    text NOT NULL UNIQUE, -- what it was kept at: kept twice is one
  case_number   integer, -- no foreign key: the answer outlives its case
  question      text NOT NULL,
  answer        text NOT NULL,
  machine_model text, -- null: for every machine
  language      text,
  documents     jsonb NOT NULL, -- what it stands on: [{document_id, sha256}]
  citations     jsonb NOT NULL,
  status        text NOT NULL DEFAULT 'proposed' CHECK (status IN ('proposed', 'approved', 'rejected', 'retired')),
  platform      text NOT NULL, -- where its card is
  thread        text NOT NULL,
  written_by    text NOT NULL,
  created_at    timestamptz NOT NULL,
  reviewed_by   text,
  reviewed_at   timestamptz,
  expires_at    timestamptz, -- from the approval on
  retired_by    text,
  retired_at    timestamptz,
  CHECK (reviewed_by <> written_by),
  CHECK ((reviewed_by IS NULL) = (reviewed_at IS NULL)),
  CHECK ((status = 'proposed') = (reviewed_by IS NULL)),
  CHECK ((status IN ('approved', 'retired')) = (expires_at IS NOT NULL)),
  CHECK ((retired_by IS NULL) = (retired_at IS NULL)),
  CHECK ((status = 'retired') = (retired_by IS NOT NULL))
);
CREATE INDEX verified_answers_status ON verified_answers (status, id);
