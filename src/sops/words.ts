import { UserError } from '../errors.ts'
import type { People } from '../people.ts'
import { type Run, runName } from './run.ts'
import { minuteText } from './times.ts'

/** What sentences about a run are made with. */
export interface Wording {
  people: People
  timeZone: string
}

const nameOf = (id: string | null, { people }: Wording) => people.byId(id ?? '')?.name ?? id ?? 'somebody'

/** Why a decision changes nothing now: what is true of the run. */
export function truthOf(run: Run, words: Wording): string {
  const { state, events } = run
  const at = (time: string | null) => minuteText(time ?? state.requestedAt, words.timeZone)
  if (state.approvedAt !== null) {
    const what = state.approval === 'broke-glass' ? 'Started in an emergency' : 'Approved'
    return `${what} by ${nameOf(state.approvedBy, words)} ${at(state.approvedAt)}. Nothing was done twice.`
  }
  const last = nameOf(events.at(-1)?.by ?? null, words)
  switch (state.status) {
    case 'rejected':
      return `Rejected by ${last} ${at(state.endedAt)}. Nothing ran.`
    case 'withdrawn':
      return `Withdrawn by ${last} ${at(state.endedAt)}. Nothing ran.`
    case 'expired':
      return `Expired ${at(state.expiresAt)}. Nothing ran.`
    case 'void':
      return `The plan changed: ${state.why ?? ''} Nothing ran.`
    default:
      return `${runName(run)} waits for its approval until ${at(state.expiresAt)}.`
  }
}

/** `R-142 restarts ai_assistant since 14:06 (Nikos Example)` */
export function busyText(run: Run, words: Wording): string {
  const { plan, state } = run
  const verb = `${plan.procedure}s`
  const since = minuteText(state.startedAt ?? state.requestedAt, words.timeZone)
  const who = nameOf(state.requestedBy, words)
  const what = Object.values(plan.parameters).join(' ')
  return `${runName(run)} ${verb} ${what} since ${since} (${who})`
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
