-- What a model wrote about a case for whoever takes it, and whether the assistant is still to be asked for it. Cases that
-- were opened before this get none.
ALTER TABLE cases ADD COLUMN summary text, ADD COLUMN summary_owed boolean NOT NULL DEFAULT false;
CREATE INDEX cases_summary_owed ON cases (number) WHERE summary_owed;
