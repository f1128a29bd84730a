import { ServiceSilent } from '../../../errors.ts'
import { attempt, type Patience } from '../../chats/attempts.ts'

/** What Teams said no to. */
export class TeamsRefusal extends Error {
  readonly status: number
  /** Teams' name of it: `MessageSizeTooBig`; empty where it gave none. */
  readonly code: string
  /** How long it wants to be left alone, in milliseconds, where it said so. */
  readonly waitMs: number | null

  constructor(status: number, code: string, message: string, waitMs: number | null) {
    super(`Teams refused with ${status} ${code}: ${message}`)
    this.name = 'TeamsRefusal'
    this.status = status
    this.code = code
    this.waitMs = waitMs
  }
}

/** No answer came: nobody knows whether Teams did what was asked. */
export class TeamsSilent extends ServiceSilent {
  constructor(cause: unknown) {
    super('Teams did not answer', { cause })
    this.name = 'TeamsSilent'
  }
}

/** The bot has no token for Teams: nothing was asked of it. */
export class NoToken extends ServiceSilent {
  constructor(cause: unknown) {
    super('Entra gave no token for Teams', { cause })
    this.name = 'NoToken'
  }
}

/** How often a call is made at most, and how long it waits in all, in milliseconds. */
const attempts = 5
const longestWait = 60_000
/** The rest after a refusal that passes, in milliseconds, by the attempts so far; Teams asks for ever longer ones. */
const passingRest = (made: number) => 300 * 2 ** made * (0.75 + Math.random() / 2)

/** Refusals that mean "later", and that nothing was done (learn.microsoft.com, rate-limit: 412 and 429). */
const notYet = new Set([412, 429])
/** Answers of what stands before Teams: what was asked may have been done. */
const inBetween = new Set([500, 502, 503, 504])

/** Teams' status of what it refused; 0 where it did not answer. */
export const statusOf = (error: unknown): number => (error instanceof TeamsRefusal ? error.status : 0)

/** Whether nobody knows if Teams did what was asked. */
export function isUncertain(error: unknown): boolean {
  return error instanceof TeamsSilent || inBetween.has(statusOf(error))
}

/** Whether Teams cannot be reached, or wants to be left alone, for now. */
export function isPassing(error: unknown): boolean {
  return isUncertain(error) || notYet.has(statusOf(error)) || error instanceof NoToken
}

/** Makes a call that may be made twice, until Teams answers. @throws what the last attempt threw. */
export function repeatedly<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(call, patient(isUncertain))
}

/** Makes a call that must not be made twice: it is repeated only where Teams did nothing. */
export function once<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(
    call,
    patient(() => false),
  )
}

const patient = (mayRepeat: (error: unknown) => boolean): Patience => ({
  attempts,
  longestWait,
  waitAfter: (error, made) => {
    if (!notYet.has(statusOf(error)) && !mayRepeat(error)) return null
    return (error instanceof TeamsRefusal && error.waitMs) || passingRest(made)
  },
})
