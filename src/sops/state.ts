import type { Plan } from './plan.ts'
import type { RunEvent, RunState, StepEnding, StepState } from './run.ts'

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
    emergencyReason: null,
    reviewOwed: false,
    stopAsked: false,
    steps: plan.steps.map(() => untouched),
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
  operation: null,
}

function follow(state: RunState, event: RunEvent, plan: Plan): RunState {
  switch (event.type) {
    case 'requested':
      throw impossible(state, event)
    case 'approved':
      return goAhead(state, event, plan, { approval: event.how })
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
      return began(state, event)
    case 'step-ended':
      return ended(state, event)
    case 'stop-asked':
      return stopAsked(state, event)
    case 'retry-asked':
      return retried(state, event)
    case 'settled':
      return settled(state, event)
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

function began(state: RunState, event: EventOf<'step-began'>): RunState {
  const step = stepOf(state, event)
  const isNext = state.steps.findIndex(({ state: is }) => is === 'ahead') === event.step - 1
  const isFree = state.status === 'running' && state.current === null && !state.stopAsked
  must(isFree && isNext && event.attempt === step.attempts + 1, state, event)
  const { operation, attempt: attempts } = event
  return {
    ...withStep(state, event.step, { ...untouched, state: 'now', attempts, operation, beganAt: event.at }),
    current: event.step,
  }
}

function ended(state: RunState, event: EventOf<'step-ended'>): RunState {
  const step = stepOf(state, event)
  const isOpen =
    (state.status === 'running' && step.state === 'now') ||
    (state.status === 'unknown' && step.state === 'unknown')
  must(isOpen && state.current === event.step, state, event)
  const { ending } = event
  const next = withStep(state, event.step, { ...step, state: ending.outcome, ending, endedAt: event.at })
  return ending.outcome === 'done' ? goOn(next, event.at) : halted(next, ending, event.at)
}

/** A failed run has ended, and gives its lock back; an unknown one waits for a person. */
function halted(state: RunState, { outcome, detail }: StepEnding, at: string): RunState {
  return outcome === 'failed'
    ? { ...state, status: 'failed', why: detail, endedAt: at }
    : { ...state, status: 'unknown', why: detail }
}

/** After a step that is settled: to the next, or to the end. */
function goOn(state: RunState, at: string): RunState {
  const free: RunState = { ...state, status: 'running', current: null, why: null }
  if (!state.steps.some(({ state: is }) => is === 'ahead')) return { ...free, status: 'done', endedAt: at }
  return state.stopAsked ? stopped(free, at) : free
}

function stopped(state: RunState, at: string): RunState {
  return { ...state, status: 'stopped', why: 'Somebody asked to stop it.', endedAt: at }
}

function stopAsked(state: RunState, event: RunEvent): RunState {
  must(state.status === 'running' && !state.stopAsked, state, event)
  const asked = { ...state, stopAsked: true }
  return state.current === null ? stopped(asked, event.at) : asked
}

function retried(state: RunState, event: EventOf<'retry-asked'>): RunState {
  const step = stepOf(state, event)
  must(state.status === 'failed' && state.current === event.step, state, event)
  return {
    ...withStep(state, event.step, { ...step, state: 'ahead' }),
    status: 'running',
    current: null,
    stopAsked: false,
    endedAt: null,
    why: null,
  }
}

/** Passed over, a step stays unknown: nobody learned whether it was done. */
function settled(state: RunState, event: EventOf<'settled'>): RunState {
  must(state.status === 'unknown' && state.current === event.step, state, event)
  if (event.decision === 'continue') return goOn(state, event.at)
  const why = `Ended without knowing whether step ${event.step} was done.`
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
