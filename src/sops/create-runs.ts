import type { Actor } from '../actor.ts'
import type { Logger } from '../log.ts'
import { approve, breakGlass, reject, review, withdraw } from './approving.ts'
import { type Attempt, audited, existing, noteRefusal } from './deciding.ts'
import { dryRun } from './dry-run.ts'
import { readAgain, removeDocument } from './manuals/steering.ts'
import { mayApprove } from './may-approve.ts'
import { requestByClock, requestRun } from './requesting.ts'
import { runName } from './run.ts'
import type { Decision, Runs } from './runs.ts'
import type { MayBeginParts } from './standing/may-begin.ts'
import { checkAgain, retry, settle, stopAfterStep } from './steering.ts'

export interface RunsParts extends MayBeginParts {
  log: Logger
  /** A run may go on now. */
  wake(): void
}

/** The runs as people deal with them, over their store and the agent. */
export function createRuns(parts: RunsParts): Runs {
  const { store, wake, log } = parts

  /** Every change goes this way: refusals are audited, changes wake the worker. */
  const change = async <Done>(attempt: Attempt, work: () => Promise<Done>): Promise<Done> => {
    const done = await audited(attempt, parts, work)
    log.info(
      { action: attempt.action, subject: attempt.subject, request_id: attempt.actor.requestId },
      'decided',
    )
    wake()
    return done
  }
  const to = (number: number, action: string, actor: Actor): Attempt => ({
    action: `run.${action}`,
    subject: runName({ number }),
    actor,
  })
  const about = ({ number, digest }: Decision, action: string, actor: Actor): Attempt => ({
    ...to(number, action, actor),
    digest,
  })

  return {
    find: store.find,
    ofKey: store.byKey,
    recent: store.recent,
    waiting: store.waiting,
    workingOn: store.workingOn,
    latestOn: store.latestOn,
    request: (wanted, actor) =>
      change({ action: 'run.requested', subject: wanted.procedure, actor }, () =>
        requestRun(wanted, actor, parts),
      ),
    requestByClock: async (schedule, due) => {
      const run = await requestByClock(schedule, due, parts)
      log.info({ action: 'run.requested', subject: schedule.procedure, request_id: due.key }, 'decided')
      wake()
      return run
    },
    approve: (decision, actor) =>
      change(about(decision, 'approved', actor), () => approve(decision, actor, parts)),
    reject: (decision, actor) =>
      change(about(decision, 'rejected', actor), () => reject(decision, actor, parts)),
    withdraw: (number, actor) => change(to(number, 'withdrawn', actor), () => withdraw(number, actor, parts)),
    breakGlass: (decision, actor) =>
      change(about(decision, 'broke-glass', actor), () => breakGlass(decision, actor, parts)),
    review: (number, note, actor) =>
      change(to(number, 'reviewed', actor), () => review(number, note, actor, parts)),
    stopAfterStep: (number, actor) =>
      change(to(number, 'stop-asked', actor), () => stopAfterStep(number, actor, parts)),
    retry: (number, step, actor) =>
      change(to(number, 'retry-asked', actor), () => retry(number, step, actor, parts)),
    checkAgain: (number, actor) =>
      change(to(number, 'check-again', actor), () => checkAgain(number, actor, parts)),
    settle: (number, decision, actor) =>
      change(to(number, 'settled', actor), () => settle(number, decision, actor, parts)),
    readAgain: (number, step, actor) =>
      change(to(number, 'read-again', actor), () => readAgain(number, step, actor, parts)),
    removeDocument: (number, document, actor) =>
      change(to(number, 'document-removed', actor), () => removeDocument(number, document, actor, parts)),
    dryRun: (number, actor) =>
      audited(to(number, 'dry-run', actor), parts, async () =>
        dryRun(await existing(number, parts), actor, parts),
      ),
    noteRefused: (number, action, refusal, actor) => noteRefusal(to(number, action, actor), refusal, parts),
    mayApprove: (run, person) => mayApprove(run, person, parts),
  }
}
