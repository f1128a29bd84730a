import { WebClient } from '@slack/web-api'
import type { Config } from '../../../config.ts'
import type { Logger } from '../../../log.ts'
import { boltLogger } from './bolt-logger.ts'

/** How long one call may take, in milliseconds. */
const timeout = 10_000

/**
 * Slack's Web API. It repeats nothing by itself and refuses at once what is over a limit: one refused call would
 * else hold up all others, and `calls.ts` knows which calls may be repeated.
 */
export function slackClient(config: Config, log: Logger, token = config.SLACK_BOT_TOKEN): WebClient {
  return new WebClient(token, {
    ...callOptions(config),
    logger: boltLogger(log),
  })
}

/** How calls are made, as the library's options name it. */
export function callOptions(config: Config) {
  return { ...apiUrl(config), retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, timeout }
}

/** Where the API is, as the library's options name it. */
export function apiUrl({ SLACK_API_URL: url }: Config): { slackApiUrl?: string } {
  return url === undefined ? {} : { slackApiUrl: url.endsWith('/') ? url : `${url}/` }
}
