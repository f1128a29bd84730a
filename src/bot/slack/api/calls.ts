import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { attempt, type Patience } from '../../chats/attempts.ts'
import { NotConnected } from './self.ts'

/** How often a call is made at most, and how long it waits for limits to pass in all, in milliseconds. */
const attempts = 4
const longestWait = 60_000
/** The rest after a fault, in milliseconds, by the attempts so far. */
const faultRest = (attempt: number) => 250 * 3 ** attempt

/** Slack's name of what it refused: `invalid_blocks`; empty where it did not answer. */
export function slackCodeOf(error: unknown): string {
  return error instanceof WebAPIPlatformError ? error.data.error : ''
}

/** Whether nobody knows if Slack did what was asked: no answer came, or one that it was not itself. */
export function isUncertain(error: unknown): boolean {
  return (
    error instanceof WebAPIRequestError ||
    (error instanceof WebAPIHTTPError && error.statusCode >= 500) ||
    uncertainCodes.has(slackCodeOf(error))
  )
}

/** Whether Slack cannot be reached, or wants to be left alone, for now. */
export function isPassing(error: unknown): boolean {
  return isUncertain(error) || error instanceof WebAPIRateLimitedError || error instanceof NotConnected
}

const uncertainCodes = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])

/**
 * Makes a call that may be made twice, until Slack answers; waits where it is over a limit.
 * @throws what the last attempt threw.
 */
export function repeatedly<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(call, patient(isUncertain))
}

/** Makes a call that must not be made twice: it is repeated only where Slack said that it did nothing. */
export function once<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(
    call,
    patient(() => false),
  )
}

const patient = (mayRepeat: (error: unknown) => boolean): Patience => ({
  attempts,
  longestWait,
  waitAfter: (error, made) => waitAfter(error, made, mayRepeat),
})

function waitAfter(error: unknown, made: number, mayRepeat: (error: unknown) => boolean): number | null {
  if (error instanceof WebAPIRateLimitedError) return error.retryAfter * 1_000
  return mayRepeat(error) ? faultRest(made) : null
}
