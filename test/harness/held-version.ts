import { Client } from 'pg'

/**
 * Holds what stores an event of a run, by the event's place in the run: the first is 1. How far a step has got is told
 * anew by whoever goes on with it: those events do not count.
 */
export interface HeldVersion {
  /**
   * From now on whoever is about to store this event waits; whoever stores an earlier one does not.
   * @param isProgressHeld whether whoever tells how far it has got, right before that event, waits too.
   */
  arm(version: number, isProgressHeld?: boolean): Promise<void>
  /** What somebody waits to store; false where nobody does. */
  isHeld(): Promise<false | 'event' | 'progress'>
  /** Whoever waits fails as with a broken connection. */
  release(): Promise<void>
  /** Takes the brake out, and goes. */
  close(): Promise<void>
}

/** The advisory locks that a held transaction waits for. */
const lock = 4712
const progressLock = 4713

/** Puts the brake into a scratch database. */
export async function holdVersions(databaseUrl: string): Promise<HeldVersion> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`
    CREATE TABLE held_version (version integer, progress boolean);
    CREATE FUNCTION hold_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
      place CONSTANT integer := 1 + (
        SELECT count(*) FROM public.run_events WHERE run = NEW.run AND type <> 'step-progress');
    BEGIN
      IF NEW.type <> 'step-progress' THEN
        IF EXISTS (SELECT FROM public.held_version WHERE version = place) THEN
          PERFORM pg_advisory_xact_lock_shared(${lock});
        END IF;
      ELSIF EXISTS (SELECT FROM public.held_version WHERE version = place AND progress) THEN
        PERFORM pg_advisory_xact_lock_shared(${progressLock});
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER hold_version BEFORE INSERT ON run_events FOR EACH ROW EXECUTE FUNCTION hold_version();`)
  await client.query(`SELECT pg_advisory_lock(${lock}), pg_advisory_lock(${progressLock})`)
  const waiting = async (): Promise<{ pid: number; objid: number }[]> => {
    const { rows } = await client.query<{ pid: number; objid: number }>(
      `SELECT pid, objid::integer FROM pg_locks
       WHERE locktype = 'advisory' AND objid IN (${lock}, ${progressLock}) AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    return rows
  }
  return {
    arm: async (version, isProgressHeld = false) => {
      await client.query('DELETE FROM held_version')
      await client.query('INSERT INTO held_version VALUES ($1, $2)', [version, isProgressHeld])
    },
    isHeld: async () => {
      const [first] = await waiting()
      return first !== undefined && (first.objid === lock ? 'event' : 'progress')
    },
    release: async () => {
      await client.query('DELETE FROM held_version')
      for (const { pid } of await waiting()) await client.query('SELECT pg_terminate_backend($1)', [pid])
    },
    close: async () => {
      await client.query('DROP TRIGGER hold_version ON run_events')
      await client.query('DROP FUNCTION hold_version')
      await client.query('DROP TABLE held_version')
      await client.end()
    },
  }
}
