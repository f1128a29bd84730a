import { limits } from '../kit/limits.ts'
import { addMessage, deleteMessage } from '../messages.ts'
import { refuse } from '../refusal.ts'
import { shownMessage } from '../show.ts'
import type { Channel, Message } from '../world.ts'
import { contentOf } from './content.ts'
import {
  destination,
  existingThread,
  maybeText,
  ownChannel,
  ownMessage,
  text,
  visibleChannel,
} from './given.ts'
import type { Method, MethodParts } from './method.ts'
import { isStreaming } from './streams.ts'

const scopes = ['chat:write']

/** Messages of the bot's. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    scopes,
    run: (given, parts) => {
      const { world, events, inBackground } = parts
      const channel = destination(world, text(given, 'channel'))
      const threadTs = existingThread(channel, given)
      const content = contentOf(given)
      const user = world.app.botUserId
      const message = addMessage(world, channel, {
        user,
        ...content,
        ...(threadTs !== undefined && { threadTs }),
      })
      world.statuses.delete(`${channel.id}:${threadTs}`)
      inBackground(events.posted(channel, message))
      return shown(channel, message, parts)
    },
  },
  'chat.update': {
    scopes,
    run: (given, parts) => {
      const { world, events, inBackground } = parts
      const channel = visibleChannel(world, text(given, 'channel'))
      const message = ownMessage(world, channel, given, 'cant_update_message')
      if (isStreaming(message, parts)) refuse('streaming_state_conflict')
      const content = contentOf(given)
      if (content.text.length > limits.updatedText) refuse('msg_too_long')
      const before = shownMessage(world, channel, message)
      // Without blocks, those that were there stay.
      const blocks = given['blocks'] === undefined ? message.blocks : content.blocks
      delete message.stream
      Object.assign(message, { ...content, blocks, edited: { user: message.user, ts: world.ids.ts() } })
      inBackground(events.changed(channel, message, before))
      return { ...shown(channel, message, parts), text: message.text }
    },
  },
  'chat.delete': {
    scopes,
    run: (given, parts) => {
      const { world, events, inBackground } = parts
      const channel = visibleChannel(world, text(given, 'channel'))
      const message = ownMessage(world, channel, given, 'cant_delete_message')
      if (isStreaming(message, parts)) refuse('cant_delete_message')
      const before = shownMessage(world, channel, message)
      deleteMessage(channel, message)
      inBackground(events.deleted(channel, message, before))
      return { channel: channel.id, ts: message.ts }
    },
  },
  'chat.postEphemeral': {
    scopes,
    run: (given, { world }) => {
      const channel = ownChannel(world, text(given, 'channel'))
      const reader = text(given, 'user')
      const threadTs = existingThread(channel, given)
      const { text: words, blocks } = contentOf(given)
      if (!channel.members.has(reader)) refuse('user_not_in_channel')
      const ts = world.ids.ts()
      world.ephemerals.push({
        ts,
        channel: channel.id,
        user: world.app.botUserId,
        reader,
        text: words,
        blocks,
        ...(threadTs !== undefined && { threadTs }),
      })
      return { message_ts: ts }
    },
  },
  'chat.getPermalink': {
    scopes: [],
    run: (given, { world }) => {
      const channel = visibleChannel(world, text(given, 'channel'))
      const message = channel.messages.get(text(given, 'message_ts'))
      if (message === undefined) refuse('message_not_found')
      const thread = maybeText({ ts: message.threadTs }, 'ts')
      const query = thread === undefined ? '' : `?thread_ts=${thread}&cid=${channel.id}`
      const name = `p${message.ts.replace('.', '')}${query}`
      return {
        channel: channel.id,
        permalink: `https://${world.team.domain}.slack.com/archives/${channel.id}/${name}`,
      }
    },
  },
}

function shown(channel: Channel, message: Message, { world }: MethodParts) {
  return { channel: channel.id, ts: message.ts, message: shownMessage(world, channel, message, true) }
}
