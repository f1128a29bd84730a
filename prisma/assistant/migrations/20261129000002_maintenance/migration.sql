-- A deleted question takes its answers along, which are looked up by this; without it that reads the whole table
-- for every message.
CREATE INDEX ai_messages_reply_to ON ai_messages (reply_to);

-- What maintenance deleted, written with the deletion itself: a repeat of one that nobody knows the end of finds
-- its row, and deletes nothing twice.
CREATE TABLE ai_deletions (
  deletion   text PRIMARY KEY,
  sessions   integer NOT NULL DEFAULT 0,
  messages   integer NOT NULL DEFAULT 0,
  deleted_at timestamptz NOT NULL DEFAULT now()
);

-- A REINDEX CONCURRENTLY that was ended half-way leaves an index that is kept up and never used. Only an owner may
-- drop it, and whoever maintains is none.
CREATE FUNCTION ai_drop_unfinished_indexes() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unfinished record;
  dropped integer := 0;
BEGIN
  FOR unfinished IN
    SELECT index.indexrelid::regclass AS name
    FROM pg_index AS index JOIN pg_class AS made ON made.oid = index.indexrelid
    JOIN pg_class AS indexed ON indexed.oid = index.indrelid
    WHERE NOT index.indisvalid AND made.relname ~ '_cc(new|old)\d*$'
      AND made.relnamespace = 'public'::regnamespace AND indexed.relname ~ '^(ai|knowledge)_'
  LOOP
    EXECUTE format('DROP INDEX %s', unfinished.name);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
REVOKE EXECUTE ON FUNCTION ai_drop_unfinished_indexes() FROM PUBLIC;
