import type { WebClient } from '@slack/web-api'
import { UserError } from '../../../errors.ts'
import { repeatedly, slackCodeOf } from '../api/calls.ts'
import { isDirect, isPerson, type SlackPlace } from '../places.ts'

/** @throws UserError where the bot is not in a channel or conversation, so that nothing can be posted there. */
export async function checkReach({ channel }: SlackPlace, client: WebClient): Promise<void> {
  if (isPerson(channel) || (await isMember(channel, client))) return
  if (isDirect(channel)) {
    throw new UserError('not_in_channel', 'I am not in this conversation, so I could not show it here.', {
      action: 'Ask in my direct messages.',
    })
  }
  throw new UserError('not_in_channel', 'I am not in this channel, so nobody could see it here.', {
    action: 'Invite me to the channel (/invite), or ask in my direct messages.',
  })
}

/** Whoever may read a channel is in it; to ask for its members, more scopes would be needed. */
async function isMember(channel: string, client: WebClient): Promise<boolean> {
  try {
    await repeatedly(() => client.conversations.history({ channel, limit: 1 }))
    return true
  } catch (error) {
    // A private channel or conversation that the bot is not in is as if it were not there.
    if (slackCodeOf(error) === 'not_in_channel' || slackCodeOf(error) === 'channel_not_found') return false
    throw error
  }
}
