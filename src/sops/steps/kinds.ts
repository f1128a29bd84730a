import type { Operation, OperationCall } from '../../agent-api.ts'
import type { Verdict } from '../checks.ts'
import type { Noted, StepEnding } from '../run.ts'
import type { StepParts } from './parts.ts'

/** When a step looks or acts, within its run. */
export interface Moment {
  /** What the steps before it noted, the later over the earlier. */
  before: Noted
  /** Names this attempt of the step, the same after an interruption: for what must not happen twice. */
  key: string
  /** The number of the run. */
  run: number
}

/** One kind of looking. Its arguments are those of its row in sop.ts. */
export interface ObservationKind<Arguments> {
  /** The call, word for word, as people read it. */
  command(step: Arguments): string
  /** @throws UserError for what cannot be seen: it is said, and the run goes on. */
  look(step: Arguments, moment: Moment, parts: StepParts): Promise<StepEnding>
  /** It also keeps what it saw: a dry run leaves it out. */
  keeps?: true
}

/** One kind of proof. */
export interface CheckKind<Arguments> {
  command(step: Arguments): string
  /** Looks once. @throws UserError for what cannot be seen now: it is looked at again. */
  look(step: Arguments, moment: Moment, parts: StepParts): Promise<Verdict>
}

/** Nothing has to be done: the world is so already, as a sentence. */
export interface AlreadySo {
  alreadySo: string
}

/** One verb of the agent. */
export interface ActKind<Arguments> {
  command(step: Arguments): string
  /** What the agent is asked to do. @throws UserError where it cannot be asked. */
  call(step: Arguments, parts: StepParts): Promise<OperationCall | AlreadySo>
  /** What later steps need to know of what was done. */
  noted?(result: Operation['result']): Noted
  /** What the world shows of an act whose end nobody knows. */
  shows(step: Arguments, beganAt: string, parts: StepParts): Promise<string>
}

/**
 * A verb of the agent that may be called again without harm, perhaps one call after the other until nothing is
 * left. So that it can go on after an interruption, each call has a name of its own, which stays its own. `So` is what
 * the calls have done so far.
 */
export interface BatchedKind<Arguments, So = unknown> {
  command(step: Arguments): string
  /** What is true before the first call. */
  start: So
  /** The next call, of this name; null where nothing is left to do. @throws UserError where it cannot be asked. */
  next(step: Arguments, so: So, name: string, parts: StepParts): Promise<OperationCall | null>
  /** What is true after a call that was done. */
  after(so: So, result: Operation['result']): So
  /** How far it is, as a sentence. */
  told(step: Arguments, so: So): string
  /** What later steps need to know. */
  noted?(so: So): Noted
}
