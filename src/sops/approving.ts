import type { Actor } from '../actor.ts'
import { later } from '../clock.ts'
import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { newestProved } from './backups/newest-proved.ts'
import {
  changeOf,
  currently,
  type DecidingParts,
  decide,
  existing,
  mayDecide,
  mustBeSeen,
  mustWait,
} from './deciding.ts'
import { gateOf, typedOf } from './gates.ts'
import { lacksRole, mayNotApprove, notNow } from './refusals.ts'
import type { Run } from './run.ts'
import type { Approval, Decision } from './runs.ts'

/** The least that counts as a reason for an emergency. */
const leastReason = 10

/** One's own confirmation, or the approval of somebody else's, as its gate wants it. */
export async function approve(decision: Approval, actor: Actor, parts: DecidingParts): Promise<Run> {
  const run = await open(decision, parts)
  const { approval: how, ask } = gateOf(run.plan.procedure) ?? {}
  const isAllowed = mayDecide(run, 'approve', currently(actor, parts))
  if (!isAllowed || how === undefined || how === 'none' || ask === undefined) {
    throw mayNotApprove(run, actor.person.id, parts.people())
  }
  const asker = parts.people().byId(run.state.requestedBy)
  if (!may(asker, ask))
    throw notNow('Who asked for this may not do so any more. Nothing ran.', 'Ask for it anew.')
  mustBeTyped(run, decision)
  await mustHaveBackup(run, parts)
  await mustBeUnchanged(run, parts)
  return await decide(run, { type: 'approved', digest: run.plan.digest, how }, actor, parts)
}

/** Says no: whoever might have said yes, and in the case of one's own confirmation that person alone. */
export async function reject(
  decision: Decision & { reason: string | null },
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const run = await open(decision, parts)
  if (!mayDecide(run, 'approve', currently(actor, parts))) {
    throw mayNotApprove(run, actor.person.id, parts.people())
  }
  return await decide(run, { type: 'rejected', reason: decision.reason }, actor, parts)
}

/** Takes one's own wish back. */
export async function withdraw(number: number, actor: Actor, parts: DecidingParts): Promise<Run> {
  const run = await existing(number, parts)
  await mustWait(run, parts)
  if (run.state.requestedBy !== actor.person.id) {
    throw new UserError('not_yours', 'Only who asked for this can withdraw it.', { status: 403 })
  }
  return await decide(run, { type: 'withdrawn' }, actor, parts)
}

/** The one who asked goes ahead without the other person. */
export async function breakGlass(
  decision: Decision & { reason: string },
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const run = await open(decision, parts)
  if (!mayDecide(run, 'break-glass', currently(actor, parts))) {
    throw new UserError('not_allowed', 'You may not start this as an emergency. Nothing ran.', {
      status: 403,
    })
  }
  const reason = decision.reason.trim()
  if (reason.length < leastReason) {
    throw new UserError('no_reason', `An emergency needs a reason of at least ${leastReason} characters.`, {
      action: 'Say what happens if nobody acts now.',
    })
  }
  await mustBeUnchanged(run, parts)
  return await decide(run, { type: 'broke-glass', digest: run.plan.digest, reason }, actor, parts)
}

/** Looks at an emergency afterwards. */
export async function review(
  number: number,
  note: string | null,
  actor: Actor,
  parts: DecidingParts,
): Promise<Run> {
  const run = await existing(number, parts)
  if (!run.state.reviewOwed) throw notNow('No review of this is owed.')
  if (!mayDecide(run, 'review', currently(actor, parts))) {
    throw new UserError('not_allowed', 'A senior who did not start this reviews it.', { status: 403 })
  }
  return await decide(run, { type: 'reviewed', note }, actor, parts)
}

/** A run that waits, whose plan is the one that was seen. */
async function open({ number, digest }: Decision, parts: DecidingParts): Promise<Run> {
  const run = await existing(number, parts)
  await mustWait(run, parts)
  mustBeSeen(run, digest)
  if (gateOf(run.plan.procedure) === undefined) {
    throw lacksRole(run.plan.procedure, parts.onDuty())
  }
  return run
}

/** What is deleted must be had back from somewhere: nothing goes where a proved backup is missing or too old. */
export async function mustHaveBackup(
  { plan }: Pick<Run, 'plan'>,
  { agent, runbook, clock }: DecidingParts,
  action = 'Type /ai backup, then approve this.',
): Promise<void> {
  if (gateOf(plan.procedure)?.wantsBackup !== true || typedOf(plan) === null) return
  const { proved_within_hours: hours } = runbook().backups
  const made = newestProved((await agent.read('backups', {})).backups)
  if (made !== null && later(new Date(made), hours * 3_600_000) > clock.now()) return
  const which =
    made === null ? 'There is no proved backup' : `The newest proved backup is of ${made.slice(0, 10)}`
  throw notNow(
    `${which}; what deletes or restores wants one no older than ${hours} hours. Nothing ran.`,
    action,
  )
}

/** What cannot be taken back is not approved in passing. */
function mustBeTyped({ plan }: Run, { typed = '' }: Approval): void {
  const wanted = typedOf(plan)
  if (wanted === null || typed.replace(/[\s.,'’]/g, '') === wanted.text) return
  throw new UserError('not_typed', `That is not ${wanted.asks}. Nothing ran.`, {
    action: 'Read it in the plan, and approve with exactly that.',
  })
}

/** Makes the plan anew; one that would be another now is void. */
async function mustBeUnchanged(run: Run, parts: DecidingParts): Promise<void> {
  const why = await changeOf(run, parts)
  if (why === null) return
  await parts.store.append(run, { type: 'voided', why, at: parts.clock.now().toISOString(), by: 'bot' })
  throw notNow(`The plan has changed: ${why} Nothing ran.`, 'Ask for it anew.')
}
