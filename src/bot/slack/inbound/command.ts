import type { SlashCommand } from '@slack/bolt'
import { type SlackPlace, slack } from '../places.ts'
import { plainText } from '../text.ts'
import type { Draft } from './draft.ts'

/** A slash command: typed anywhere, answered to the one who typed it. */
export function draftOfCommand(command: SlashCommand): Draft {
  return {
    key: `${slack}:command:${command.trigger_id}`,
    place: privatePlace(command.channel_id, command.user_id),
    userId: command.user_id,
    inbound: { kind: 'message', text: `/ai ${plainText(command.text)}`.trim() },
    responseUrl: command.response_url,
  }
}

/**
 * Where only somebody reads. Direct messages too: those of two people look like the bot's own, and the bot is not
 * in them.
 */
export function privatePlace(channel: string, userId: string, threadTs?: string): SlackPlace {
  const thread = threadTs === undefined ? {} : { threadTs }
  return { channel, ...thread, reader: userId }
}
