import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { Config } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { tokenRemedy } from '../api/remedies.ts'
import { faultOf } from './fault.ts'

/** The bot as its token knows it. */
export interface Bot {
  name: string
  /** The workspace's name. */
  team: string
  /** What it was granted; null where Slack did not say. */
  scopes: string[] | null
}

const answerSchema = z.object({
  user: z.string(),
  team: z.string(),
  bot_id: z.string().optional(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
})

/** Asks Slack whose token it is. @throws UserError where it is none of a bot's. */
export async function askBot(client: WebClient, config: Config): Promise<Bot> {
  const answer = await client.auth.test().catch((error: unknown) => {
    const remedy = tokenRemedy(error)
    if (remedy === undefined) throw faultOf(error, config)
    throw new UserError('bad_token', 'Slack does not take it.', { action: remedy, cause: error })
  })
  const { user, team, bot_id: botId, response_metadata: metadata } = answerSchema.parse(answer)
  if (botId === undefined) {
    throw new UserError('bad_token', `It is the token of ${user}, not of a bot.`, {
      action: 'Set SLACK_BOT_TOKEN to the Bot User OAuth Token, which begins with xoxb-.',
    })
  }
  return { name: user, team, scopes: metadata?.scopes ?? null }
}
