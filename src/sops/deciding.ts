import { isDeepStrictEqual } from 'node:util'
import type { Actor } from '../actor.ts'
import type { Clock } from '../clock.ts'
import { UserError } from '../errors.ts'
import type { People, Person } from '../people.ts'
import type { RunbookSettings } from '../runbook-settings.ts'
import type { AgentCalls } from './agent.ts'
import type { AssistantCalls } from './assistant.ts'
import { procedureOf } from './catalog.ts'
import { allows, type GateDecision } from './gates.ts'
import { makePlan } from './make-plan.ts'
import type { MirroredRecords } from './mirrored-records.ts'
import type { OpenCases } from './open-cases.ts'
import { lookedUp } from './parameters.ts'
import type { Plan } from './plan.ts'
import type { Reports } from './reports.ts'
import { type Run, type RunFact, runName } from './run.ts'
import type { StepParts } from './steps/parts.ts'
import type { RunStore } from './store.ts'
import { dayAndTime, timeText } from './times.ts'
import { busy, truthOf, type Wording } from './words.ts'

/** What decisions are made with. */
export interface DecidingParts {
  store: RunStore
  agent: AgentCalls
  assistant: AssistantCalls
  reports: Reports
  cases: OpenCases
  records: MirroredRecords
  people(): People
  runbook(): RunbookSettings
  /** Who is on call now; undefined where nobody known is named. */
  onDuty(): Person | undefined
  clock: Clock
}

/** Something that a person wants to do to a run, or to have one. */
export interface Attempt {
  action: string
  subject: string
  actor: Actor
  /** Of the plan that they decided about. */
  digest?: string
}

/** What refusals are written down with. */
interface RefusalParts {
  store: Pick<RunStore, 'refuse'>
  clock: Clock
}

/** Does it; a refusal is audited, and thrown on. */
export async function audited<Done>(
  attempt: Attempt,
  parts: RefusalParts,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UserError) await noteRefusal(attempt, error, parts)
    throw error
  }
}

/** Writes down what somebody was refused. */
export async function noteRefusal(
  { action, subject, actor, digest }: Attempt,
  { code, message }: UserError,
  { store, clock }: RefusalParts,
): Promise<void> {
  const { verified, requestId, place, person } = actor
  const detail = { code, message, ...(digest !== undefined && { digest }) }
  await store.refuse({ verified, requestId, place, person: person.id, action, subject, detail }, clock.now())
}

/** The run of a number. */
export async function existing(number: number, { store }: DecidingParts): Promise<Run> {
  const run = await store.find(number)
  if (run !== null) return run
  throw new UserError('no_run', `There is no run ${runName({ number })}.`, {
    action: 'Type /ai runs for the last ones.',
    status: 404,
  })
}

export const wordingOf = ({ people, runbook }: DecidingParts): Wording => ({
  people: people(),
  timeZone: runbook().service.time_zone,
})

/** The person as people.yml has them now: a role may have gone since the message was sent. */
export const currently = (
  { person }: Pick<Actor, 'person'>,
  { people }: Pick<DecidingParts, 'people'>,
): Person | undefined => people().byId(person.id)

/** Whether somebody may take a decision about a run now. */
export function mayDecide(run: Run, decision: GateDecision, person: Person | undefined): boolean {
  const { requestedBy: askedBy, approvedBy: brokenBy } = run.state
  return allows(run.plan.procedure, decision, { person, askedBy, brokenBy })
}

/** That a run still waits; also one whose time is over, though nobody has written so yet. */
export async function mustWait(run: Run, parts: DecidingParts): Promise<void> {
  const { store, clock } = parts
  const now = clock.now()
  const isDue = run.state.status === 'waiting' && new Date(run.state.expiresAt) <= now
  if (run.state.status === 'waiting' && !isDue) return
  if (isDue) await store.append(run, { type: 'expired', at: now.toISOString(), by: 'bot' })
  const latest = await existing(run.number, parts)
  throw new UserError('not_waiting', truthOf(latest, wordingOf(parts)), { status: 409 })
}

/** That what somebody saw is what would be done. */
export function mustBeSeen(run: Run, digest: string): void {
  if (digest === run.plan.digest) return
  throw new UserError('other_plan', 'This was decided about another plan. Nothing ran.', {
    action: 'Look at the plan as it is now, and decide again.',
    status: 409,
  })
}

/** What a step is done with where a person waits for it, at most so many milliseconds. */
export function stepPartsOf(parts: DecidingParts, patienceMs: number): StepParts {
  const { agent, assistant, reports, cases, records, clock, runbook } = parts
  const { time_zone: zone } = runbook().service
  const signal = AbortSignal.timeout(patienceMs)
  const told = { runbook, clock, signal, timeText: (at: string) => timeText(at, zone) }
  return { agent, assistant, reports, cases, records, ...told }
}

/** What a procedure would do now. */
export async function planned(
  name: string,
  parameters: Record<string, string>,
  { agent, assistant, cases, runbook }: DecidingParts,
): Promise<Plan> {
  const procedure = procedureOf(name)
  if (procedure === undefined)
    throw new UserError('unknown_procedure', `There is no procedure ${name}.`, { status: 404 })
  const { time_zone: zone, proof_seconds: proofSeconds } = runbook().service
  const dayText = (at: string) => dayAndTime(at, zone)
  const facts = await lookedUp(procedure, parameters, { agent, assistant, cases, dayText })
  return makePlan(procedure, parameters, { ...facts, proofSeconds })
}

/** That the plan, made anew, is the same; otherwise why not, as a sentence. */
export async function changeOf(run: Run, parts: DecidingParts): Promise<string | null> {
  try {
    const now = await planned(run.plan.procedure, run.plan.parameters, parts)
    if (now.digest === run.plan.digest) return null
    return factsChanged(run.plan, now) ?? 'The procedure or its settings are no longer what was shown.'
  } catch (error) {
    if (error instanceof UserError && error.code !== 'agent_away') return error.message
    throw error
  }
}

/** What is no longer as it was when the plan was made, as a sentence; null where all of it is. */
function factsChanged({ facts: before = [], found }: Plan, { facts: now = [], found: foundNow }: Plan) {
  const differs = now.filter(({ label, value }) => before.find((one) => one.label === label)?.value !== value)
  const file = found?.['file_digest'] === foundNow?.['file_digest'] ? undefined : found?.['file']
  if (differs.length === 0 && file === undefined) return null
  const lines = differs.map(({ label, value }) => `${label} would be ${value}`).join('; ')
  return `${file ?? 'What it was made from'} has changed since${lines === '' ? '' : `: ${lines}`}.`
}

/** Appends what somebody decided; where somebody was first, says what is true now. */
export async function decide(run: Run, fact: RunFact, actor: Actor, parts: DecidingParts): Promise<Run> {
  const { verified, requestId, place, person } = actor
  const event = { ...fact, at: parts.clock.now().toISOString(), by: person.id }
  const appended = await parts.store.append(run, event, { verified, requestId, place })
  if (appended.outcome === 'appended') return appended.run
  const words = wordingOf(parts)
  if (appended.outcome === 'locked') throw busy(await parts.store.workingOn(run.plan.lock), words)
  const latest = await existing(run.number, parts)
  // That the bot opened a case about it meanwhile changes nothing of what somebody decides.
  if (differsInCasesAlone(run, latest)) return await decide(latest, fact, actor, parts)
  throw late(latest, words)
}

function differsInCasesAlone(run: Run, latest: Run): boolean {
  return (
    latest.version > run.version &&
    isDeepStrictEqual({ ...run.state, cases: null }, { ...latest.state, cases: null })
  )
}

/** Somebody was faster. */
export function late(run: Run, words: Wording): UserError {
  return new UserError('not_waiting', truthOf(run, words), { status: 409 })
}
