import type { WebClient } from '@slack/web-api'
import type { Config } from '../../../config.ts'
import type { Logger } from '../../../log.ts'
import type { Bot } from './bot.ts'

/** What the checks work with. */
export interface CheckParts {
  config: Config
  client: WebClient
  /** Asked once for all checks. @throws UserError where the token does not work. */
  bot(): Promise<Bot>
  log: Logger
}
