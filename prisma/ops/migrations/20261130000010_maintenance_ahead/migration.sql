-- It is told too that a maintenance comes, so many hours ahead (ahead-24), and that it does not come after all.
ALTER TABLE maintenance_notices DROP CONSTRAINT maintenance_notices_what_check;
ALTER TABLE maintenance_notices ADD CONSTRAINT maintenance_notices_what_check
  CHECK (what IN ('cancelled', 'began', 'ended') OR what ~ '^ahead-[0-9]+$');
