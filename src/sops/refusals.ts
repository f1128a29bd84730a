import { UserError } from '../errors.ts'
import { type People, type Person, rolesThatMay } from '../people.ts'
import { gateOf } from './gates.ts'
import type { Run } from './run.ts'

/** The role that a procedure wants is missing; names who is on duty. */
export function lacksRole(procedure: string, primary: Person | undefined): UserError {
  const gate = gateOf(procedure)
  const roles = gate === undefined ? ['on-call'] : rolesThatMay(gate.ask)
  const onDuty = roles.includes('on-call') ? primary?.name : undefined
  const what = `${procedure.slice(0, 1).toUpperCase()}${procedure.slice(1).replaceAll('-', ' ')}`
  return new UserError('not_allowed', `${what} needs the ${roles.join(' or ')} role.`, {
    status: 403,
    ...(onDuty !== undefined && { action: `Ask ${onDuty}, who is on duty.` }),
  })
}

/** Why somebody may not approve. */
export function mayNotApprove(run: Run, personId: string, people: People): UserError {
  const { requestedBy } = run.state
  const isOwn = gateOf(run.plan.procedure)?.approval === 'own'
  const asker = people.byId(requestedBy)?.name ?? requestedBy
  if (!isOwn && personId === requestedBy) {
    return new UserError('own_request', 'You asked for this; someone else must approve.', { status: 403 })
  }
  if (isOwn && personId !== requestedBy) {
    return new UserError('not_yours', `${asker} asked for this and confirms it.`, { status: 403 })
  }
  return new UserError('not_allowed', 'Your roles do not allow this decision. Nothing ran.', {
    action: 'Ask somebody on call.',
    status: 403,
  })
}

/** A state in which something cannot be done. */
export function notNow(message: string, action?: string): UserError {
  return new UserError('not_now', message, { status: 409, ...(action !== undefined && { action }) })
}
