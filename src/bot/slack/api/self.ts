import type { WebClient } from '@slack/web-api'
import { z } from 'zod'

/** The bot as its workspace knows it. */
export interface Self {
  teamId: string
  userId: string
  botId: string
  /** `https://example.slack.com/` */
  url: string
}

/** Before the first connection nobody knows who the bot is. */
export class NotConnected extends Error {
  constructor() {
    super('not connected with Slack yet')
    this.name = 'NotConnected'
  }
}

const answerSchema = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  url: z.string(),
})

/** Asks Slack who the bot is. @throws what the call throws. */
export async function whoAmI(client: WebClient): Promise<Self> {
  const answer = answerSchema.parse(await client.auth.test())
  return { teamId: answer.team_id, userId: answer.user_id, botId: answer.bot_id, url: answer.url }
}
