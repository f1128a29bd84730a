import type { Config } from '../../config.ts'
import { type Check, off, warning } from '../../finding.ts'
import type { Logger } from '../../log.ts'
import { slackClient } from './api/client.ts'
import { askBot } from './checks/bot.ts'
import { channelFinding } from './checks/channel.ts'
import { connectionFinding } from './checks/connection.ts'
import { groupFinding } from './checks/group.ts'
import { scopesFinding } from './checks/scopes.ts'
import { tokenFinding } from './checks/token.ts'

/**
 * Looks at Slack as the settings have it: tokens, scopes, channels, the staff group. Nothing is sent to anybody.
 */
export function slackChecks(config: Config, log: Logger): Check[] {
  if (config.SLACK_BOT_TOKEN === undefined) return [{ name: 'Slack', look: async () => withoutToken(config) }]
  const client = slackClient(config, log)
  const asking = askBot(client, config)
  // Each check that waits for it hears of it.
  asking.catch(() => undefined)
  const parts = { config, client, bot: () => asking, log }
  return [
    { name: 'Slack bot token', look: () => tokenFinding(parts) },
    { name: 'Slack scopes', look: () => scopesFinding(parts) },
    { name: 'Slack connection', look: () => connectionFinding(parts) },
    { name: 'Slack operations channel', look: () => channelFinding('SLACK_OPERATIONS_CHANNEL', parts) },
    { name: 'Slack cases channel', look: () => channelFinding('SLACK_CASES_CHANNEL', parts) },
    {
      name: 'Slack announcements channel',
      look: () => channelFinding('SLACK_ANNOUNCEMENTS_CHANNEL', parts),
    },
    { name: 'Slack staff group', look: () => groupFinding(parts) },
  ]
}

function withoutToken({ SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret }: Config) {
  const remedy = 'To use Slack, install the app as docs/slack.md says and set SLACK_BOT_TOKEN.'
  if (appToken === undefined && signingSecret === undefined) {
    return off('SLACK_BOT_TOKEN is not set; people use the web chat.', remedy)
  }
  return warning('it is off: SLACK_BOT_TOKEN is not set, though another of its settings is.', remedy)
}
