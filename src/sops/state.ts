import { type Plan, stepsOf } from './plan.ts'
import { mayBeDone, rolledBack, rollingBack } from './rollback.ts'
import type { RunEvent, RunState, StepState } from './run.ts'

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { type: Type }>

/**
 * What is true of a run after its events.
 * @throws Error for events that cannot follow each other: a bug, or a hand in the table.
 */
export function stateOf(plan: Plan, events: readonly RunEvent[]): RunState {
  const [first, ...rest] = events
  if (first?.type !== 'requested') throw new Error('a run begins with its request')
  return rest.reduce((state, event) => follow(state, event, plan), requested(plan, first))
}

function requested(plan: Plan, event: EventOf<'requested'>): RunState {
  return {
    status: 'waiting',
    requestedBy: event.by,
    requestedAt: event.at,
    reason: event.reason,
    expiresAt: event.expiresAt,
    approvedBy: null,
    approvedAt: null,
    approval: null,
    standing: null,
    emergencyReason: null,
    reviewOwed: false,
    stopAsked: false,
    cases: { trouble: null, emergency: null },
    removed: [],
    steps: stepsOf(plan).map(() => untouched),
    rollback: null,
    current: null,
    startedAt: null,
    endedAt: null,
    why: null,
  }
}

const untouched: StepState = {
  state: 'ahead',
  attempts: 0,
  beganAt: null,
  endedAt: null,
  ending: null,
  progress: null,
  operation: null,
}

function follow(state: RunState, event: RunEvent, plan: Plan): RunState {
  switch (event.type) {
    case 'requested':
      throw impossible(state, event)
    case 'approved':
      return goAhead(state, event, plan, {
        approval: event.how,
        standing: event.how === 'standing' ? event.standing : null,
      })
    case 'broke-glass':
      return goAhead(state, event, plan, {
        approval: 'broke-glass',
        emergencyReason: event.reason,
        reviewOwed: true,
      })
    case 'reviewed':
      must(state.reviewOwed, state, event)
      return { ...state, reviewOwed: false }
    case 'rejected':
      return unstarted(state, event, 'rejected', event.reason)
    case 'withdrawn':
      return unstarted(state, event, 'withdrawn', null)
    case 'expired':
      return unstarted(state, event, 'expired', 'Nobody decided in time.')
    case 'voided':
      return unstarted(state, event, 'void', event.why)
    case 'step-began':
      return began(state, event, plan)
    case 'step-progress':
      return progressed(state, event)
    case 'step-ended':
      return ended(state, event, plan)
    case 'stop-asked':
      return stopAsked(state, event, plan)
    case 'retry-asked':
      return retried(state, event)
    case 'document-removed':
      must(state.endedAt !== null && !state.removed.includes(event.document), state, event)
      return { ...state, removed: [...state.removed, event.document] }
    case 'case-opened':
      must(state.cases[event.about] === null, state, event)
      return { ...state, cases: { ...state.cases, [event.about]: event.case } }
    case 'settled':
      return settled(state, event, plan)
  }
}

function goAhead(
  state: RunState,
  event: EventOf<'approved' | 'broke-glass'>,
  plan: Plan,
  how: Partial<RunState>,
): RunState {
  must(state.status === 'waiting' && event.digest === plan.digest, state, event)
  return {
    ...state,
    ...how,
    status: 'running',
    approvedBy: event.by,
    approvedAt: event.at,
    startedAt: event.at,
  }
}

function unstarted(
  state: RunState,
  event: RunEvent,
  status: 'rejected' | 'withdrawn' | 'expired' | 'void',
  why: string | null,
): RunState {
  must(state.status === 'waiting', state, event)
  return { ...state, status, why, endedAt: event.at }
}

/** The step that comes next, as a number; null where none is ahead. */
export function stepAhead({ steps, rollback }: RunState, plan: Plan): number | null {
  const [from, to] = rollback === null ? [0, plan.steps.length] : [plan.steps.length, steps.length]
  const index = steps.slice(from, to).findIndex(({ state }) => state === 'ahead')
  return index === -1 ? null : from + index + 1
}

function began(state: RunState, event: EventOf<'step-began'>, plan: Plan): RunState {
  const step = stepOf(state, event)
  const isNext = stepAhead(state, plan) === event.step
  const isStopped = state.stopAsked && state.rollback === null
  const isFree = state.status === 'running' && state.current === null && !isStopped
  must(isFree && isNext && event.attempt === step.attempts + 1, state, event)
  const { operation, attempt: attempts } = event
  return {
    ...withStep(state, event.step, { ...untouched, state: 'now', attempts, operation, beganAt: event.at }),
    current: event.step,
  }
}

function progressed(state: RunState, event: EventOf<'step-progress'>): RunState {
  const step = stepOf(state, event)
  must(state.status === 'running' && state.current === event.step && step.state === 'now', state, event)
  return withStep(state, event.step, { ...step, progress: event.progress })
}

function ended(state: RunState, event: EventOf<'step-ended'>, plan: Plan): RunState {
  const step = stepOf(state, event)
  const isOpen =
    (state.status === 'running' && step.state === 'now') ||
    (state.status === 'unknown' && step.state === 'unknown')
  must(isOpen && state.current === event.step, state, event)
  const { ending } = event
  const next = withStep(state, event.step, { ...step, state: ending.outcome, ending, endedAt: event.at })
  return ending.outcome === 'done' ? goOn(next, event.at, plan) : halted(next, event, plan)
}

/** A failed run has ended, and gives its lock back; an unknown one waits for a person. */
function halted(state: RunState, { ending, at, step }: EventOf<'step-ended'>, plan: Plan): RunState {
  const { outcome, detail } = ending
  if (outcome === 'unknown') return { ...state, status: 'unknown', why: detail }
  return failed(state, { step, why: detail, at }, plan)
}

function failed(state: RunState, { step, why, at }: { step: number; why: string; at: string }, plan: Plan) {
  if (state.rollback !== null) return notRolledBack(state, why, at)
  if (mayBeDone(state, plan)) return rollingBack(state, { because: 'failed', step, why })
  return { ...state, status: 'failed' as const, why, endedAt: at }
}

/** What was done stands, or half of it: a person must look. */
function notRolledBack(state: RunState, why: string, at: string): RunState {
  const rollback = state.rollback && { ...state.rollback, outcome: 'failed' as const }
  return { ...state, rollback, status: 'failed', why: `NOT rolled back: ${why}`, endedAt: at }
}

/** After a step that is settled: to the next, or to the end. */
function goOn(state: RunState, at: string, plan: Plan): RunState {
  const free: RunState = { ...state, status: 'running', current: null, why: null }
  const isOver = stepAhead(free, plan) === null
  if (free.rollback !== null) return isOver ? rolledBack(free, free.rollback, at) : free
  if (isOver) return { ...free, status: 'done', endedAt: at }
  return state.stopAsked ? stopped(free, at, plan) : free
}

const asked = 'Somebody asked to stop it.'

/** A change that is half done is not left so. */
function stopped(state: RunState, at: string, plan: Plan): RunState {
  if (mayBeDone(state, plan)) return rollingBack(state, { because: 'stopped', step: null, why: asked })
  return { ...state, status: 'stopped', why: asked, endedAt: at }
}

function stopAsked(state: RunState, event: RunEvent, plan: Plan): RunState {
  must(state.status === 'running' && !state.stopAsked && state.rollback === null, state, event)
  const next = { ...state, stopAsked: true }
  return state.current === null ? stopped(next, event.at, plan) : next
}

/** What was rolled back is not gone on with: only a step of the rollback itself is tried again then. */
function retried(state: RunState, event: EventOf<'retry-asked'>): RunState {
  const step = stepOf(state, event)
  const isOpen = state.rollback === null || state.rollback.outcome === 'failed'
  must(state.status === 'failed' && state.current === event.step && isOpen, state, event)
  return {
    ...withStep(state, event.step, { ...step, state: 'ahead' }),
    rollback: state.rollback && { ...state.rollback, outcome: 'under-way' },
    status: 'running',
    current: null,
    stopAsked: false,
    endedAt: null,
    why: null,
  }
}

/** Passed over, a step stays unknown: nobody learned whether it was done. */
function settled(state: RunState, event: EventOf<'settled'>, plan: Plan): RunState {
  must(state.status === 'unknown' && state.current === event.step, state, event)
  if (event.decision === 'continue') return goOn(state, event.at, plan)
  const why = `Ended without knowing whether step ${event.step} was done.`
  if (state.rollback !== null) return notRolledBack(state, why, event.at)
  if (mayBeDone(state, plan)) return rollingBack(state, { because: 'stopped', step: event.step, why })
  return { ...state, status: 'stopped', why, endedAt: event.at }
}

function stepOf(state: RunState, event: RunEvent & { step: number }): StepState {
  const step = state.steps[event.step - 1]
  if (step === undefined) throw impossible(state, event)
  return step
}

function withStep(state: RunState, number: number, step: StepState): RunState {
  return { ...state, steps: state.steps.with(number - 1, step) }
}

function must(holds: boolean, state: RunState, event: RunEvent): void {
  if (!holds) throw impossible(state, event)
}

const impossible = (state: RunState, { type }: RunEvent) =>
  new Error(`a run that is ${state.status} at step ${state.current ?? '-'} cannot be followed by ${type}`)
