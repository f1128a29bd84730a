import { createHmac, randomUUID } from 'node:crypto'
import type { Target } from './load.ts'

/** What Slack's commands are made of. */
export interface SlackCommands {
  url: string
  signingSecret: string
  /** Where it is typed. */
  channelId: string
  /** Who types, in turn. */
  userIds: string[]
  /** Where replies to them may go. */
  responseUrl: string
}

/** Signed commands, for a server that takes Slack's. */
export function slackTarget(commands: SlackCommands): Target {
  return {
    url: commands.url,
    request: (index) => {
      const body = commandBody(commands, index)
      return { body, headers: headersOf(body, commands.signingSecret) }
    },
  }
}

/** A slash command as Slack sends it; the field names are those of its documentation. */
function commandBody({ channelId, userIds, responseUrl }: SlackCommands, index: number): string {
  const userId = userIds[index % userIds.length] ?? 'U1'
  return new URLSearchParams({
    token: 'unused',
    team_id: 'T1',
    team_domain: 'bench',
    channel_id: channelId,
    channel_name: 'general',
    user_id: userId,
    user_name: userId.toLowerCase(),
    command: '/ai',
    text: 'help',
    api_app_id: 'A1',
    response_url: responseUrl,
    trigger_id: randomUUID(),
  }).toString()
}

/** Slack's signature, version 0: an HMAC of the time and the bytes. */
function headersOf(body: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  }
}
