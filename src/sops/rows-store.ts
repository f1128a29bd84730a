import type { OpsDb } from '../db.ts'
import type { Plan } from './plan.ts'
import type { Run, RunEvent, RunFact } from './run.ts'
import { stateOf } from './state.ts'

/** A run and its events as they are stored. */
interface RunRow {
  number: number
  plan: unknown
  events: { version: number; fact: unknown; by: string; at: Date }[]
}

/** The run of a row with its events in order. The row's JSON is what `append` wrote. */
export function runOf({ number, plan: stored, events: rows }: RunRow): Run {
  const plan = stored as Plan
  const events = rows.map(
    ({ fact, by, at }): RunEvent => ({ ...(fact as RunFact), by, at: at.toISOString() }),
  )
  return { number, plan, events, state: stateOf(plan, events), version: events.length }
}

/** Runs of some procedures, or of all others. */
export type RunLane = { of: readonly string[] } | { but: readonly string[] }

interface Claim {
  now: Date
  until: Date
  lane?: RunLane
}

/** Leases the oldest running run that nobody holds. */
export async function claimRun(
  db: OpsDb,
  owner: string,
  { now, until, lane = { but: [] } }: Claim,
): Promise<number | null> {
  const [named, isOf] = 'of' in lane ? [lane.of, true] : [lane.but, false]
  const [row] = await db.$queryRaw<{ number: number }[]>`
    UPDATE runs SET lease_owner = ${owner}, lease_until = ${until}
    WHERE number = (
      SELECT number FROM runs
      WHERE status = 'running' AND (lease_until IS NULL OR lease_until < ${now})
        AND (procedure = ANY (${named}::text[])) = ${isOf}::boolean
      ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING number`
  return row?.number ?? null
}
