import { WebAPIRateLimitedError } from '@slack/web-api'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { isUncertain, slackCodeOf } from '../api/calls.ts'

/** What a call of a check failed with, as what to do about it; what is a bug stays as it was thrown. */
export function faultOf(error: unknown, { SLACK_API_URL: url = 'https://slack.com/api' }: Config): unknown {
  if (error instanceof UserError) return error
  if (error instanceof WebAPIRateLimitedError) {
    return fault('Slack was asked too often.', `Look again in ${error.retryAfter} s.`, error)
  }
  if (isUncertain(error)) {
    return fault(
      `Slack does not answer at ${url}.`,
      'Open the way from this machine to Slack, or correct SLACK_API_URL.',
      error,
    )
  }
  const code = slackCodeOf(error)
  if (code === '') return error
  return fault(`Slack refuses this (${code}).`, 'Look that word up in the reference of the Web API.', error)
}

const fault = (message: string, action: string, cause: unknown): UserError =>
  new UserError('slack_fault', message, { action, cause })
