import { setTimeout as rest } from 'node:timers/promises'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'

/** How often a call is made at most, and how long it waits for a limit to pass, in seconds. */
const attempts = 4
const longestWait = 60
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

const uncertainCodes = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'])

/**
 * Makes a call that may be made twice, until Slack answers; waits where it is over a limit.
 * @throws what the last attempt threw.
 */
export function repeatedly<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(call, isUncertain)
}

/** Makes a call that must not be made twice: it is repeated only where Slack said that it did nothing. */
export function once<Result>(call: () => Promise<Result>): Promise<Result> {
  return attempt(call, () => false)
}

async function attempt<Result>(
  call: () => Promise<Result>,
  mayRepeat: (error: unknown) => boolean,
): Promise<Result> {
  for (let made = 1; ; made += 1) {
    try {
      return await call()
    } catch (error) {
      const wait = waitAfter(error, made, mayRepeat)
      if (wait === null || made >= attempts) throw error
      await rest(wait)
    }
  }
}

function waitAfter(error: unknown, made: number, mayRepeat: (error: unknown) => boolean): number | null {
  if (error instanceof WebAPIRateLimitedError) {
    return error.retryAfter <= longestWait ? error.retryAfter * 1_000 : null
  }
  return mayRepeat(error) ? faultRest(made) : null
}
