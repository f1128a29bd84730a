import { type Finding, failed, off, ok } from '../../../finding.ts'
import { slackCodeOf } from '../api/calls.ts'
import type { Bot } from './bot.ts'
import { faultOf } from './fault.ts'
import { ifKnown } from './known.ts'
import type { CheckParts } from './parts.ts'

const withoutIt = {
  SLACK_OPERATIONS_CHANNEL:
    'Plans and runs are shown where they are asked for; set it to have them in one place.',
  SLACK_CASES_CHANNEL: 'Set it so that questions that want a person reach a channel, not only those on call.',
  SLACK_ANNOUNCEMENTS_CHANNEL:
    'Only the operations channel hears of maintenance; set it so that everybody reads when one comes.',
} as const

/** Whether the channel of a setting is there, with the bot in it. Whoever may read it, which needs no scope more, is. */
export async function channelFinding(setting: keyof typeof withoutIt, parts: CheckParts): Promise<Finding> {
  const { client, config } = parts
  const channel = config[setting]
  if (channel === undefined) return off(`${setting} is not set.`, withoutIt[setting])
  return await ifKnown(parts, async (bot) => {
    try {
      await client.conversations.history({ channel, limit: 1 })
      return ok(`the bot is in ${channel}.`)
    } catch (error) {
      return refused(slackCodeOf(error), channel, setting, bot) ?? Promise.reject(faultOf(error, config))
    }
  })
}

function refused(code: string, channel: string, setting: string, { name }: Bot): Finding | undefined {
  const invite = `type /invite @${name} there`
  switch (code) {
    case 'not_in_channel':
      return failed(`the bot is not in ${channel}.`, `To take it in, ${invite}.`)
    case 'channel_not_found':
      return failed(
        `there is no ${channel}, or it is private and the bot is not in it.`,
        `Correct ${setting}, or ${invite}.`,
      )
    case 'missing_scope':
      return failed('the bot may not look at it.', 'Grant the scopes first.')
    default:
      return undefined
  }
}
