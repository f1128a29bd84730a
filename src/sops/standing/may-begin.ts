import { UserError } from '../../errors.ts'
import { mustHaveBackup } from '../approving.ts'
import type { DecidingParts } from '../deciding.ts'
import { gateOf } from '../gates.ts'
import { counted } from '../maintenance/counts.ts'
import type { Plan } from '../plan.ts'
import { flawOf } from './flaw.ts'
import type { Standable, Standing } from './standing.ts'
import type { StandingStore } from './store.ts'

export interface MayBeginParts extends DecidingParts {
  standing: Pick<StandingStore, 'of'>
}

/** The approval that a schedule may begin under. @throws UserError where none counts. */
export async function mustStand(schedule: Standable, parts: MayBeginParts): Promise<Standing> {
  const { standing, people, runbook, clock } = parts
  const all = await standing.of(schedule.name)
  const { time_zone: timeZone } = runbook().service
  const flaw = flawOf(schedule, all, { people: people(), timeZone, now: clock.now() })
  if (flaw !== null || all.granted === null) throw flaw ?? new Error(`${schedule.name} has no approval`)
  return all.granted
}

/** That a plan is within what was approved, and that what goes can be had back. */
export async function mustBeWithin(
  { schedule, maximum }: Standing,
  plan: Plan,
  parts: MayBeginParts,
): Promise<void> {
  const { found = '', counts = '' } = gateOf(plan.procedure)?.standing ?? {}
  const number = Number(plan.found?.[found])
  // What cannot be counted is not approved.
  if (!Number.isInteger(number)) throw new Error(`the plan of ${schedule} does not say how many ${counts} go`)
  if (number > maximum) throw overMaximum(schedule, number, maximum, counts.replace(/s$/, ''))
  await mustHaveBackup({ plan }, parts, 'Type /ai backup; when it is proved, this begins by itself.')
}

function overMaximum(schedule: string, number: number, maximum: number, word: string): UserError {
  const message = `${schedule} would delete ${counted(number, word)}; its standing approval is for at most ${counted(maximum, word)}. Nothing ran.`
  return new UserError('over_maximum', message, {
    action: `Two seniors look: they approve it once with /ai maintenance, or a higher maximum with /ai schedule approve ${schedule}.`,
    status: 409,
  })
}
