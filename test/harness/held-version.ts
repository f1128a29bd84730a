import { Client } from 'pg'

/** Holds what stores an event of a run, by the event's place in the run: the first is 1. */
export interface HeldVersion {
  /** From now on whoever is about to store this event waits; whoever stores an earlier one does not. */
  arm(version: number): Promise<void>
  /** Whether somebody waits. */
  isHeld(): Promise<boolean>
  /** Whoever waits fails as with a broken connection. */
  release(): Promise<void>
  /** Takes the brake out, and goes. */
  close(): Promise<void>
}

/** The advisory lock that a held transaction waits for. */
const lock = 4712

/** Puts the brake into a scratch database. */
export async function holdVersions(databaseUrl: string): Promise<HeldVersion> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`
    CREATE TABLE held_version (version integer);
    CREATE FUNCTION hold_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      IF EXISTS (SELECT FROM held_version WHERE version = NEW.version) THEN
        PERFORM pg_advisory_xact_lock_shared(${lock});
      END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER hold_version BEFORE INSERT ON run_events FOR EACH ROW EXECUTE FUNCTION hold_version();`)
  await client.query(`SELECT pg_advisory_lock(${lock})`)
  const waiting = async (): Promise<number[]> => {
    const { rows } = await client.query<{ pid: number }>(
      `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    )
    return rows.map(({ pid }) => pid)
  }
  return {
    arm: async (version) => {
      await client.query('DELETE FROM held_version')
      await client.query('INSERT INTO held_version VALUES ($1)', [version])
    },
    isHeld: async () => (await waiting()).length > 0,
    release: async () => {
      await client.query('DELETE FROM held_version')
      for (const pid of await waiting()) await client.query('SELECT pg_terminate_backend($1)', [pid])
    },
    close: async () => {
      await client.query('DROP TRIGGER hold_version ON run_events')
      await client.query('DROP FUNCTION hold_version')
      await client.query('DROP TABLE held_version')
      await client.end()
    },
  }
}
