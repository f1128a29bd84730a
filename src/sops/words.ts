import { askerName } from '../asker.ts'
import { UserError } from '../errors.ts'
import type { People } from '../people.ts'
import { gateOf } from './gates.ts'
import { type Run, type RunState, runName } from './run.ts'
import { timeOfDay } from './times.ts'

/** What sentences about a run are made with. */
export interface Wording {
  people: People
  timeZone: string
}

const nameOf = (id: string | null, { people }: Wording) => (id === null ? 'somebody' : askerName(id, people))

const decided: Record<NonNullable<RunState['approval']>, string> = {
  own: 'Confirmed',
  another: 'Approved',
  none: 'Asked for',
  standing: 'Approved beforehand',
  'broke-glass': 'Started in an emergency',
}

/** Why a decision changes nothing now: what is true of the run. */
export function truthOf(run: Run, words: Wording): string {
  const { state, events } = run
  const at = (time: string | null) => timeOfDay(time ?? state.requestedAt, words.timeZone)
  if (state.approvedAt !== null) {
    const what = decided[state.approval ?? 'another']
    return `${what} by ${nameOf(state.approvedBy, words)} at ${at(state.approvedAt)}. Nothing was done twice.`
  }
  const awaited = gateOf(run.plan.procedure)?.approval === 'own' ? 'confirmation' : 'approval'
  const last = nameOf(events.at(-1)?.by ?? null, words)
  switch (state.status) {
    case 'rejected':
      return `Rejected by ${last} at ${at(state.endedAt)}. Nothing ran.`
    case 'withdrawn':
      return `Withdrawn by ${last} at ${at(state.endedAt)}. Nothing ran.`
    case 'expired':
      return `Expired at ${at(state.expiresAt)}. Nothing ran.`
    case 'void':
      return `The plan changed: ${state.why ?? ''} Nothing ran.`
    default:
      return `${runName(run)} waits for its ${awaited} until ${at(state.expiresAt)}.`
  }
}

const doing: Record<string, string> = {
  restart: 'restarting',
  start: 'starting',
  stop: 'stopping',
  config: 'changing the',
  'add-manual': 'adding',
  'log-review': 'reviewing the logs of',
  performance: 'measuring',
  maintenance: 'maintaining',
  backup: 'backing up',
  restore: 'restoring',
}

/** `R-142 has been restarting ai_assistant since 14:06 EET (Nikos Example)` */
export function busyText(run: Run, words: Wording): string {
  const { plan, state } = run
  const verb = doing[plan.procedure] ?? 'working on'
  const since = timeOfDay(state.startedAt ?? state.requestedAt, words.timeZone)
  const who = nameOf(state.requestedBy, words)
  const what = plan.thing ?? Object.values(plan.parameters).join(' ')
  return `${runName(run)} has been ${verb} ${what} since ${since} (${who})`
}

/** Somebody else's run works on the same thing. */
export function busy(run: Run | null, words: Wording): UserError {
  const text = run === null ? 'Another run works on it' : busyText(run, words)
  const isUnknown = run?.state.status === 'unknown'
  return new UserError('busy', `${text}${isUnknown ? ', and nobody knows whether a step was done' : ''}.`, {
    action: isUnknown ? 'Decide about that run first.' : 'Wait until it has ended, then ask again.',
    status: 409,
  })
}
