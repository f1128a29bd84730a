import type { Actor } from '../actor.ts'
import type { UserError } from '../errors.ts'
import type { Person } from '../people.ts'
import type { Run } from './run.ts'
import type { Standable } from './standing/standing.ts'

/** A wish to run a procedure. */
export interface Wanted {
  procedure: string
  parameters: Record<string, string>
  reason: string | null
  /** The delivery that asks for it: asked twice is one run. */
  key: string
  /** Where its card lives. */
  place: { platform: string; thread: string }
  /** The key of a message of ours there that becomes its card; absent: it gets one of its own. */
  card?: string
}

/** A due time of a schedule, whose run has its key. */
export interface Due extends Pick<Wanted, 'key' | 'place'> {
  due: Date
}

/** What one sees and decides of a plan is bound to its digest. */
export interface Decision {
  number: number
  digest: string
}

/** `typed`: the number that the plan's gate wants whoever approves to type. */
export interface Approval extends Decision {
  typed?: string
}

/** What would happen, step by step, with what the looking steps see now. Nothing is changed. */
export interface DryRun {
  steps: { title: string; command: string; wouldDo: string }[]
}

/**
 * The runs of procedures, as people deal with them. Every refusal is a UserError that says why and what to do,
 * and is audited; every change is an event appended once, whoever else tries at the same time.
 */
export interface Runs {
  /** Plans it and waits for its confirmation. Refuses who may not, an unknown service, a verb it does not allow. */
  request(wanted: Wanted, actor: Actor): Promise<Run>
  /**
   * Plans and begins what a schedule wants, which is asked for until it succeeds: who does so notes the refusals,
   * each once. What wants another's approval begins only under a standing one.
   */
  requestByClock(schedule: Standable, due: Due): Promise<Run>
  find(number: number): Promise<Run | null>
  /** The run that a delivery asked for; null where there is none. */
  ofKey(key: string): Promise<Run | null>
  /** Newest first. */
  recent(limit: number): Promise<Run[]>
  /** Those that wait for a decision (also reviews that are owed), oldest first. */
  waiting(): Promise<Run[]>
  /** The run that works on a thing now or left it unknown; null where none does. */
  workingOn(lock: string): Promise<Run | null>
  /** The newest run that worked on a thing, or works on it; null where none ever did. */
  latestOn(lock: string): Promise<Run | null>
  /** One's own confirmation, or the approval of somebody else's, as its gate wants it. */
  approve(decision: Approval, actor: Actor): Promise<Run>
  reject(decision: Decision & { reason: string | null }, actor: Actor): Promise<Run>
  withdraw(number: number, actor: Actor): Promise<Run>
  /** The one who asked goes ahead without the other person: everybody on call sees it, and a review is owed. */
  breakGlass(decision: Decision & { reason: string }, actor: Actor): Promise<Run>
  review(number: number, note: string | null, actor: Actor): Promise<Run>
  /** Ends it after the step that is under way. */
  stopAfterStep(number: number, actor: Actor): Promise<Run>
  /** Tries a failed step again, and goes on from there. */
  retry(number: number, step: number, actor: Actor): Promise<Run>
  /** Looks again at a step of which nobody knows whether it was done. */
  checkAgain(number: number, actor: Actor): Promise<Run>
  /** Decides about it: go on after it, or end the run. */
  settle(number: number, decision: 'continue' | 'end', actor: Actor): Promise<Run>
  /** Has a manual read anew whose reading failed at this step, and goes on from there. */
  readAgain(number: number, step: number, actor: Actor): Promise<Run>
  /** Removes the manual that an ended run was about, or an older version that it found. */
  removeDocument(number: number, document: string, actor: Actor): Promise<Run>
  dryRun(number: number, actor: Actor): Promise<DryRun>
  /** Writes down a refusal that was not these functions' own: who may not even see runs did something to one. */
  noteRefused(number: number, action: string, refusal: UserError, actor: Actor): Promise<void>
  /** Whether this person may decide on the run's plan now, and why not. For drawing buttons; `approve` decides. */
  mayApprove(run: Run, person: Person): boolean
}

/** A card of a run that shows less than is true of it. */
export interface Unshown {
  run: Run
  place: { platform: string; thread: string }
}
