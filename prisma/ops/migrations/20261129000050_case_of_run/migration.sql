-- Whether a case is still to be opened for a run: it failed or is unknown, or began without another's approval.
-- Runs that ended before this get none.
ALTER TABLE runs ADD COLUMN case_owed boolean NOT NULL DEFAULT false;
CREATE INDEX runs_case_owed ON runs (number) WHERE case_owed;
