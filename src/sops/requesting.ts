import { type Clock, later } from '../clock.ts'
import { may } from '../people.ts'
import { currently, type DecidingParts, planned, wordingOf } from './deciding.ts'
import { type Gate, gateOf } from './gates.ts'
import type { Plan } from './plan.ts'
import { lacksRole } from './refusals.ts'
import type { Run, RunEvent } from './run.ts'
import type { Actor, Wanted } from './runs.ts'
import { busy } from './words.ts'

/** Plans what somebody wants, and lets it wait for its confirmation. */
export async function requestRun(wanted: Wanted, actor: Actor, parts: DecidingParts): Promise<Run> {
  const { store, people, runbook, clock } = parts
  const gate = gateOf(wanted.procedure)
  if (gate === undefined || !may(currently(actor, parts), gate.ask)) {
    throw lacksRole(wanted.procedure, people(), runbook())
  }
  const known = await store.byKey(wanted.key)
  if (known !== null) return known
  const plan = await planned(wanted.procedure, wanted.parameters, parts)
  const working = await store.workingOn(plan.lock)
  if (working !== null) throw busy(working, wordingOf(parts))
  const run = await store.request(
    { wanted, plan, events: firstEvents(wanted, plan, gate, actor, clock) },
    actor,
  )
  if (run === null) throw busy(await store.workingOn(plan.lock), wordingOf(parts))
  return run
}

function firstEvents(
  { reason, card }: Wanted,
  { digest }: Plan,
  gate: Gate,
  { person }: Actor,
  clock: Clock,
) {
  const now = clock.now()
  const stamp = { at: now.toISOString(), by: person.id }
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
