import type { Actor } from '../../actor.ts'
import { askerName } from '../../asker.ts'
import { UserError } from '../../errors.ts'
import { type Action, type People, rolesThatMay } from '../../people.ts'
import type { Standing, StandingStatus } from './standing.ts'

/** A role is missing for something. */
export function lacksSenior(what: string, action: Action): UserError {
  return new UserError('not_allowed', `${what} needs the ${rolesThatMay(action).join(' or ')} role.`, {
    action: 'Ask somebody who has it.',
    status: 403,
  })
}

/** Why somebody may not say yes or no. */
export function mayNotApprove(askedBy: string, { person }: Actor): UserError {
  if (person.id === askedBy) {
    return new UserError('own_request', 'You asked for this; another senior must approve.', {
      action: 'You can withdraw it.',
      status: 403,
    })
  }
  return new UserError('not_allowed', 'Your roles do not allow this decision. Nothing was decided.', {
    action: 'Ask a senior who did not ask for it.',
    status: 403,
  })
}

export function notTyped(): UserError {
  return new UserError('not_typed', 'That is not the maximum that was asked for. Nothing was approved.', {
    action: 'Read it on the card, and approve with that number.',
  })
}

export function alreadyAsked({ askedBy }: Standing, people: People): UserError {
  return new UserError('not_now', `${askerName(askedBy, people)} has asked for just that already.`, {
    action: 'Another senior approves it in /ai schedule.',
    status: 409,
  })
}

/** Nothing stands that could be revoked. */
export function notStanding(name: string, waiting: Standing | null): UserError {
  return new UserError('not_now', `No standing approval of ${name} stands.`, {
    action:
      waiting === null
        ? 'There is nothing to end: it does not run.'
        : 'One waits: whoever asked withdraws it, another senior rejects it, in /ai schedule.',
    status: 409,
  })
}

const endings: Record<Exclude<StandingStatus, 'asked' | 'approved' | 'expired'>, string> = {
  rejected: 'rejected',
  withdrawn: 'withdrawn',
  revoked: 'revoked',
  replaced: 'replaced by another',
}

/** What is true of one that waits no more. */
export function late({ status, approvedBy, endedBy }: Standing, people: People): UserError {
  const by = (id: string | null) => askerName(id ?? '', people)
  const truth =
    status === 'approved'
      ? `This was approved by ${by(approvedBy)} already.`
      : status === 'asked' || status === 'expired'
        ? 'The time for this is over.'
        : `This was ${endings[status]} by ${by(endedBy)}.`
  return new UserError('not_waiting', truth, { action: 'See /ai schedule.', status: 409 })
}
