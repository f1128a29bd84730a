import type { Client } from 'pg'
import { hostedDatabase } from './hosted-database.ts'
import type { ProductPlace } from './product.ts'

/** An event of a run: the next one of this type (and step) that somebody stores. */
export interface EventHold {
  type: string
  step?: number
}

/** Holds what stores an event, so that a kill can come right before the event is there. */
export interface HeldEvents {
  /** Resolves when such an event is about to be stored; until `release` it is not. */
  hold(event: EventHold): Promise<void>
  /** Lets whoever is held store it, and holds nobody any more. */
  pass(): Promise<void>
  /** Whoever is held fails as with a broken connection, and nobody is held any more. */
  release(): Promise<void>
  close(): Promise<void>
}

/** The advisory lock that a held transaction waits for. */
const lock = 4711

/** Puts the brake into the product's own ops database; a test may do so only with a scratch product. */
export async function holdEvents(place: ProductPlace): Promise<HeldEvents> {
  return await holdEventsOn(await hostedDatabase(place, 'ops'))
}

/** The same over a connection to an ops database, which goes when it is closed. */
export async function holdEventsOn(client: Client): Promise<HeldEvents> {
  const { rows } = await client.query(
    "SELECT pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = 'run_events'::regclass",
  )
  // Its owner's, so that a backup of the database can be made meanwhile.
  await client.query(`
    SET ROLE ${rows[0]?.owner};
    CREATE TABLE IF NOT EXISTS held_event (type text, step integer);
    CREATE OR REPLACE FUNCTION hold_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      IF EXISTS (SELECT FROM public.held_event
                 WHERE type = NEW.type AND (step IS NULL OR step = (NEW.fact->>'step')::integer)) THEN
        PERFORM pg_advisory_xact_lock_shared(${lock});
      END IF;
      RETURN NEW;
    END $$;
    CREATE OR REPLACE TRIGGER hold_event BEFORE INSERT ON run_events
      FOR EACH ROW EXECUTE FUNCTION hold_event();
    RESET ROLE;`)
  return {
    hold: async ({ type, step }) => {
      // A kill of everything leaves what was held before.
      await client.query('DELETE FROM held_event')
      await client.query(`SELECT pg_advisory_lock(${lock})`)
      await client.query('INSERT INTO held_event VALUES ($1, $2)', [type, step ?? null])
      while ((await waiting(client)).length === 0) await client.query('SELECT pg_sleep(0.02)')
    },
    pass: async () => {
      await client.query('DELETE FROM held_event')
      await client.query('SELECT pg_advisory_unlock_all()')
    },
    release: async () => {
      // Not TRUNCATE: it would wait for those who are held, who wait for us.
      await client.query('DELETE FROM held_event')
      for (const pid of await waiting(client)) await client.query('SELECT pg_terminate_backend($1)', [pid])
      await client.query('SELECT pg_advisory_unlock_all()')
    },
    close: () => client.end().catch(() => undefined),
  }
}

async function waiting(client: Client): Promise<number[]> {
  const { rows } = await client.query<{ pid: number }>(
    `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = ${lock} AND NOT granted`,
  )
  return rows.map(({ pid }) => pid)
}
