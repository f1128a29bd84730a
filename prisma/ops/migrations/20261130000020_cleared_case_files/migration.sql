-- Some time after a case was resolved what is in its files is cleared. Which files there were stays on record, with when
-- each was cleared.
ALTER TABLE case_files
  ALTER COLUMN content DROP NOT NULL,
  ADD COLUMN cleared_at timestamptz,
  ADD CONSTRAINT case_files_cleared CHECK ((content IS NULL) = (cleared_at IS NOT NULL));
