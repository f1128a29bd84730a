import * as openid from 'openid-client'
import { codeOf, messageOf, UserError } from '../../../errors.ts'
import type { Logger } from '../../../log.ts'

/** A provider, as code and as people name it. */
interface Named {
  way: string
  name: string
}

/** What goes wrong on the way to a provider and back, in sentences; the log has the cause. */
export async function explained<Result>(
  { way, name }: Named,
  log: Logger,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const problem = problemOf(cause)({ way, name }, cause)
    log.warn(
      { code: codeOf(cause), reason: messageOf(cause), why: problem.code },
      `sign-in with ${name} failed`,
    )
    throw problem
  }
}

function problemOf(cause: unknown): (named: Named, cause: unknown) => UserError {
  if (isDenied(cause)) return denied
  if (isUnknown(cause)) return unknown
  return isAway(cause) ? away : unfit
}

const isDenied = (error: unknown): boolean =>
  error instanceof openid.AuthorizationResponseError && error.error === 'access_denied'

/** Whether the provider does not know us, or not by our secret: those run out. */
const isUnknown = (error: unknown): boolean =>
  error instanceof openid.ResponseBodyError &&
  ['invalid_client', 'unauthorized_client', 'bad_client_secret'].includes(error.error)

/** Whether the provider did not answer, or said that it cannot. */
function isAway(error: unknown): boolean {
  if (['OAUTH_TIMEOUT', 'OAUTH_ABORT'].includes(codeOf(error))) return true
  if (!(error instanceof Error)) return false
  const { cause } = error
  if (cause instanceof Response) return cause.status >= 500 || cause.status === 429
  return error.message === 'fetch failed' || isAway(cause)
}

const denied = ({ name }: Named, cause: unknown): UserError =>
  new UserError('sign_in_denied', `${name} was not allowed to say who you are.`, {
    status: 403,
    action: 'Sign in again and allow it.',
    cause,
  })

const unknown = ({ name }: Named, cause: unknown): UserError =>
  new UserError('sign_in_unknown', `${name} does not take this assistant’s own secret.`, {
    status: 503,
    action: 'Tell an administrator, and sign in with a password, where you have one.',
    cause,
  })

const away = ({ way, name }: Named, cause: unknown): UserError =>
  new UserError(`${way}_away`, `${name} does not answer.`, {
    status: 503,
    action: 'Try again in a minute, or sign in with a password, where you have one.',
    cause,
  })

const unfit = ({ name }: Named, cause: unknown): UserError =>
  new UserError('bad_sign_in', `${name}'s answer does not belong to this sign-in.`, {
    status: 403,
    action: 'Sign in again.',
    cause,
  })
