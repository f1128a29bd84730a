-- Answers that a person wrote and another approved. They are true in the ops database; these are their records here,
-- sent by id and version, and found again by questions in other words.
CREATE TABLE ai_verified_answers (
  answer_id     text PRIMARY KEY, -- V-7
  version       integer NOT NULL,
  status        text NOT NULL CHECK (status IN ('approved', 'retired')),
  question      text NOT NULL,
  answer        text NOT NULL,
  machine_model text,
  model_key     text, -- the model as models are compared; null: for every machine
  language      text NOT NULL,
  documents     jsonb NOT NULL, -- what it stands on, each with the sha256 of its file
  citations     jsonb NOT NULL,
  written_by    text NOT NULL, -- names, as people read them
  reviewed_by   text NOT NULL,
  expires_at    timestamptz NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ai_verified_answers_given ON ai_verified_answers (language, expires_at) WHERE status = 'approved';

ALTER TABLE ai_messages DROP CONSTRAINT ai_messages_mode_check,
  ADD CONSTRAINT ai_messages_mode_check CHECK (mode IN ('model', 'extractive', 'verified', 'none'));
