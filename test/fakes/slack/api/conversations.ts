import { threadIn } from '../messages.ts'
import { refuse } from '../refusal.ts'
import { shownChannel, shownMessage } from '../show.ts'
import type { Channel, ChannelKind, Message } from '../world.ts'
import { isOn, maybeText, number, ownChannel, text, visibleChannel } from './given.ts'
import type { Arguments, Method, MethodParts } from './method.ts'

const prefixes: Record<ChannelKind, string> = {
  public: 'channels',
  private: 'groups',
  im: 'im',
  group: 'mpim',
}
const history = (kind: ChannelKind) => [`${prefixes[kind]}:history`]
const reading = (kind: ChannelKind) => [`${prefixes[kind]}:read`]

/** What stands in channels. */
export const conversationMethods: Record<string, Method> = {
  'conversations.info': {
    scopes: reading,
    run: (given, { world }) => ({
      channel: shownChannel(visibleChannel(world, text(given, 'channel')), world),
    }),
  },
  'conversations.history': {
    scopes: history,
    run: (given, parts) => {
      const channel = ownChannel(parts.world, text(given, 'channel'))
      const roots = [...channel.messages.values()].filter(({ threadTs }) => threadTs === undefined)
      return page(channel, between(roots, given).reverse(), given, parts)
    },
  },
  'conversations.replies': {
    scopes: history,
    run: (given, parts) => {
      const channel = ownChannel(parts.world, text(given, 'channel'))
      const ts = text(given, 'ts')
      const message = channel.messages.get(ts)
      if (message === undefined) refuse('thread_not_found')
      return page(channel, between(threadIn(channel, ts), given), given, parts)
    },
  },
}

function between(messages: Message[], given: Arguments): Message[] {
  const oldest = maybeText(given, 'oldest') ?? '0'
  const latest = maybeText(given, 'latest') ?? '9999999999'
  const inclusive = isOn(given, 'inclusive')
  return messages.filter(
    ({ ts }) => (ts > oldest && ts < latest) || (inclusive && (ts === oldest || ts === latest)),
  )
}

const defaultLimit = 100

/** As many as the limit says, beginning where the cursor says. */
function page(channel: Channel, messages: Message[], given: Arguments, { world }: MethodParts) {
  const limit = number(given, 'limit', defaultLimit)
  const begin = Number(maybeText(given, 'cursor') ?? 0)
  const end = begin + limit
  const hasMore = end < messages.length
  return {
    messages: messages
      .slice(begin, end)
      .map((message) => shownMessage(world, channel, message, isOn(given, 'include_all_metadata'))),
    has_more: hasMore,
    response_metadata: { next_cursor: hasMore ? String(end) : '' },
  }
}
