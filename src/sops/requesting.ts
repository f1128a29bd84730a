import { type Clock, later } from '../clock.ts'
import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { scheduleAsker } from './asker.ts'
import { currently, type DecidingParts, planned, wordingOf } from './deciding.ts'
import { type Gate, gateOf, mayRunByClock } from './gates.ts'
import type { Plan } from './plan.ts'
import { lacksRole } from './refusals.ts'
import type { Run, RunEvent } from './run.ts'
import type { Actor, Wanted } from './runs.ts'
import type { Origin } from './store.ts'
import { busy } from './words.ts'

/** Plans what somebody wants, and lets it wait for its confirmation. */
export async function requestRun(wanted: Wanted, actor: Actor, parts: DecidingParts): Promise<Run> {
  const { people, runbook } = parts
  const gate = gateOf(wanted.procedure)
  if (gate === undefined || !may(currently(actor, parts), gate.ask)) {
    throw lacksRole(wanted.procedure, people(), runbook())
  }
  return await request(wanted, gate, { by: actor.person.id, origin: actor }, parts)
}

/** Plans what a schedule wants, and begins it. */
export async function requestByClock(wanted: Wanted, schedule: string, parts: DecidingParts): Promise<Run> {
  const gate = gateOf(wanted.procedure)
  if (gate === undefined || !mayRunByClock(wanted.procedure)) {
    throw new UserError('not_allowed', `${wanted.procedure} may not run by the clock. Nothing ran.`, {
      action: 'Somebody asks for it, and it is confirmed or approved.',
      status: 403,
    })
  }
  const origin = { verified: true, place: 'schedule', requestId: wanted.key }
  return await request(wanted, gate, { by: scheduleAsker(schedule), origin }, parts)
}

/** Whoever asked, as the events have it and as the audit has it. */
interface Asker {
  by: string
  origin: Origin
}

async function request(wanted: Wanted, gate: Gate, asker: Asker, parts: DecidingParts): Promise<Run> {
  const { store, clock } = parts
  const known = await store.byKey(wanted.key)
  if (known !== null) return known
  const plan = await planned(wanted.procedure, wanted.parameters, parts)
  const working = await store.workingOn(plan.lock)
  if (working !== null) throw busy(working, wordingOf(parts))
  const events = firstEvents(wanted, plan, gate, asker, clock)
  const run = await store.request({ wanted, plan, events }, asker.origin)
  if (run === null) throw busy(await store.workingOn(plan.lock), wordingOf(parts))
  return run
}

function firstEvents({ reason, card }: Wanted, { digest }: Plan, gate: Gate, { by }: Asker, clock: Clock) {
  const now = clock.now()
  const stamp = { at: now.toISOString(), by }
  const expiresAt = later(now, gate.minutes * 60_000).toISOString()
  const requested: RunEvent = {
    type: 'requested',
    reason,
    expiresAt,
    ...stamp,
    ...(card !== undefined && { card }),
  }
  const approved: RunEvent = { type: 'approved', digest, how: 'none', ...stamp }
  return gate.approval === 'none' ? [requested, approved] : [requested]
}
