import type { UserError } from '../../errors.ts'
import type { DecidingParts } from '../deciding.ts'
import { gateOf } from '../gates.ts'
import { flawOf } from './flaw.ts'
import type { Standable, Standings } from './standing.ts'
import type { StandingStore } from './store.ts'

/** What a schedule has of standing approvals, and why it may not begin now; null where it may. */
export interface StandingView extends Standings {
  flaw: UserError | null
}

interface ViewParts extends Pick<DecidingParts, 'people' | 'runbook' | 'clock'> {
  standing: Pick<StandingStore, 'of'>
}

/** On whose word a schedule begins; null where it needs nobody's. */
export async function standingView(schedule: Standable, parts: ViewParts): Promise<StandingView | null> {
  if (gateOf(schedule.procedure)?.standing === undefined) return null
  const { people, runbook, clock } = parts
  const all = await parts.standing.of(schedule.name)
  const { time_zone: timeZone } = runbook().service
  return { ...all, flaw: flawOf(schedule, all, { people: people(), timeZone, now: clock.now() }) }
}
