import type { Actor } from '../actor.ts'
import { scheduleAsker } from '../asker.ts'
import { type Clock, later } from '../clock.ts'
import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { procedureOf } from './catalog.ts'
import { currently, type DecidingParts, planned, wordingOf } from './deciding.ts'
import { type Gate, gateOf, mayRunByClock } from './gates.ts'
import { valuesAtDue } from './parameters.ts'
import type { Plan } from './plan.ts'
import { lacksRole } from './refusals.ts'
import type { Run, RunEvent, RunFact } from './run.ts'
import type { Due, Wanted } from './runs.ts'
import { type MayBeginParts, mustBeWithin, mustStand } from './standing/may-begin.ts'
import type { Standable, Standing } from './standing/standing.ts'
import type { Origin } from './store.ts'
import { busy } from './words.ts'

/** Plans what somebody wants, and lets it wait for its confirmation. */
export async function requestRun(wanted: Wanted, actor: Actor, parts: DecidingParts): Promise<Run> {
  const gate = gateOf(wanted.procedure)
  if (gate === undefined || !may(currently(actor, parts), gate.ask)) {
    throw lacksRole(wanted.procedure, parts.onDuty())
  }
  return await request(wanted, gate, { by: actor.person.id, origin: actor }, parts)
}

/** Plans what a schedule wants, and begins it: on nobody's word, or on what was said beforehand. */
export async function requestByClock(
  schedule: Standable,
  { key, due, place }: Due,
  parts: MayBeginParts,
): Promise<Run> {
  const { name, procedure: wantedName, parameters } = schedule
  const [procedure, gate] = [procedureOf(wantedName), gateOf(wantedName)]
  if (procedure === undefined || gate === undefined || !mayRunByClock(wantedName))
    throw notByClock(wantedName)
  const known = await parts.store.byKey(key)
  if (known !== null) return known
  const standing = gate.standing === undefined ? null : await mustStand(schedule, parts)
  const values = valuesAtDue(procedure, parameters, due)
  const wanted: Wanted = { procedure: wantedName, parameters: values, reason: null, key, place }
  const plan = await planned(wantedName, values, parts)
  if (standing !== null) await mustBeWithin(standing, plan, parts)
  const origin = { verified: standing?.verified ?? true, place: 'schedule', requestId: key }
  const word = standing === null ? undefined : wordOf(standing, plan)
  return await keep(wanted, plan, gate, { by: scheduleAsker(name), origin, word }, parts)
}

function notByClock(procedure: string): UserError {
  return new UserError('not_allowed', `${procedure} may not run by the clock. Nothing ran.`, {
    action: 'Somebody asks for it, and it is confirmed or approved.',
    status: 403,
  })
}

/** Whoever asked, as the events have it and as the audit has it. */
interface Asker {
  by: string
  origin: Origin
  /** What it begins on, where that was said beforehand. */
  word?: Word | undefined
}

interface Word {
  by: string
  fact: Extract<RunFact, { how: 'standing' }>
}

function wordOf({ id, digest, maximum, askedBy, approvedBy }: Standing, plan: Plan): Word {
  const standing = { id, digest, maximum, askedBy }
  const fact = { type: 'approved', digest: plan.digest, how: 'standing', standing } as const
  return { by: approvedBy ?? '', fact }
}

async function request(wanted: Wanted, gate: Gate, asker: Asker, parts: DecidingParts): Promise<Run> {
  const known = await parts.store.byKey(wanted.key)
  if (known !== null) return known
  const plan = await planned(wanted.procedure, wanted.parameters, parts)
  return await keep(wanted, plan, gate, asker, parts)
}

async function keep(
  wanted: Wanted,
  plan: Plan,
  gate: Gate,
  asker: Asker,
  parts: DecidingParts,
): Promise<Run> {
  const { store, clock } = parts
  const working = await store.workingOn(plan.lock)
  if (working !== null) throw busy(working, wordingOf(parts))
  const events = firstEvents(wanted, plan, gate, asker, clock)
  const run = await store.request({ wanted, plan, events }, asker.origin)
  if (run === null) throw busy(await store.workingOn(plan.lock), wordingOf(parts))
  return run
}

function firstEvents({ reason, card }: Wanted, plan: Plan, gate: Gate, { by, word }: Asker, clock: Clock) {
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
  if (word !== undefined) return [requested, { ...word.fact, at: stamp.at, by: word.by }]
  const approved: RunEvent = { type: 'approved', digest: plan.digest, how: 'none', ...stamp }
  return gate.approval === 'none' ? [requested, approved] : [requested]
}
