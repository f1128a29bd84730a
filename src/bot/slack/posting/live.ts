import type { WebClient } from '@slack/web-api'
import type { Logger } from '../../../log.ts'
import { slackCodeOf } from '../api/calls.ts'
import { isDirect, type SlackPlace } from '../places.ts'
import { streamText } from '../render/stream.ts'

/** A message that is being written before everybody's eyes. */
export interface Live {
  /** Says what is being done, before the first word. */
  status(text: string): Promise<void>
  /**
   * Shows the text so far.
   * @returns false where Slack does not stream here, or no longer: the message must then be changed as a whole.
   */
  grow(text: string): Promise<boolean>
  /** Ends the stream. */
  end(): Promise<void>
  /** Where the stream stands, once it does. */
  ts(): string | undefined
}

export interface LiveParts {
  client: WebClient
  place: SlackPlace & { threadTs: string }
  /** For whom it is written; Slack wants to know outside direct messages. */
  recipient: { userId: string; teamId: string }
  log: Logger
}

/** Opens a message that grows; nothing is sent yet. */
export function openLive({ client, place, recipient, log }: LiveParts): Live {
  const { channel, threadTs } = place
  const streamer = client.chatStream({
    channel,
    thread_ts: threadTs,
    ...(!isDirect(channel) && { recipient_user_id: recipient.userId, recipient_team_id: recipient.teamId }),
    buffer_size: 1,
  })
  let sent = ''
  let state: 'new' | 'open' | 'over' = 'new'
  let hasStatus = false

  const giveUp = (error: unknown) => {
    state = 'over'
    log.info(
      { code: slackCodeOf(error), channel },
      'Slack does not stream this; the message is changed instead',
    )
  }

  return {
    status: async (status) => {
      await client.assistant.threads.setStatus({ channel_id: channel, thread_ts: threadTs, status })
      hasStatus = status !== ''
    },
    grow: async (text) => {
      const whole = streamText(text)
      if (state === 'over' || !whole.startsWith(sent)) {
        if (state === 'open') await streamer.stop().catch(() => undefined)
        state = 'over'
        return false
      }
      if (whole === sent) return true
      try {
        await streamer.append({ markdown_text: whole.slice(sent.length) })
        state = 'open'
        sent = whole
        return true
      } catch (error) {
        giveUp(error)
        return false
      }
    },
    end: async () => {
      if (state === 'open') await streamer.stop().catch(giveUp)
      state = 'over'
      // Slack takes a status away by itself when a message comes, and only then.
      if (hasStatus && streamer.ts === undefined) {
        await client.assistant.threads
          .setStatus({ channel_id: channel, thread_ts: threadTs, status: '' })
          .catch(() => undefined)
      }
    },
    ts: () => streamer.ts,
  }
}
