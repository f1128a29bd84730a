import { later } from '../clock.ts'
import { may } from '../people.ts'
import { currently, type DecidingParts, planned, wordingOf } from './deciding.ts'
import { gateOf } from './gates.ts'
import { lacksRole } from './refusals.ts'
import type { Run } from './run.ts'
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
  const now = clock.now()
  const event = {
    type: 'requested' as const,
    reason: wanted.reason,
    expiresAt: later(now, gate.minutes * 60_000).toISOString(),
    at: now.toISOString(),
    by: actor.person.id,
  }
  return await store.request({ wanted, plan, event }, actor)
}
