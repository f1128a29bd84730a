import { channelIn } from '../fakes/slack/channels.ts'
import { wordsOf } from '../fakes/slack/words.ts'
import type { Channel, Ephemeral, Message, User, World } from '../fakes/slack/world.ts'
import { eventually } from './eventually.ts'
import { channelNamed } from './slack-names.ts'

/** Where a message stands. */
export interface Place {
  channel: string
  ts: string
}

/** A message as somebody sees it at a moment. */
export interface Seen extends Place {
  /** Its words, a line for each part; buttons as `[Label]`. */
  text: string
  /** What telephones and screen readers say of it. */
  notification: string
  isFromBot: boolean
  /** Whether nobody else sees it. */
  isPrivate: boolean
  /** As it stood then. */
  message: Message | Ephemeral
}

/** A channel's root, by name; or the thread that a message begins or is in. */
export type Where = string | Place

/** Words that are in it, or what it must be. */
export type Matching = string | RegExp | ((seen: Seen) => boolean)

/** How somebody sees what stands there. */
export interface Seeing {
  /** All that they see in a place, in one text, oldest first. */
  reads(where: Where): string
  /** The same, one by one. */
  seen(where: Where): Seen[]
  /** Waits for something that matches, the newest; anything of the bot's, where nothing is said. */
  sees(where: Where, matching?: Matching): Promise<Seen>
  /** What the bot says that it is doing in the thread of a message. */
  status(message: Place): string
}

/** Lets somebody see. */
export function slackSeeing(world: World, user: User): Seeing {
  const seen = (where: Where) => seenIn(world, user, where)
  const reads = (where: Where) =>
    seen(where)
      .map(({ text }) => text)
      .join('\n\n')
  return {
    reads,
    seen,
    sees: async (where, matching = ({ isFromBot }) => isFromBot) => {
      const look = () => seen(where).findLast((one) => matches(one, matching))
      return await eventually(look).catch(() => {
        throw new Error(`${user.name} does not see ${matching}; there is:\n${reads(where)}`)
      })
    },
    status: ({ channel, ts }) => world.statuses.get(`${channel}:${ts}`) ?? '',
  }
}

function matches(seen: Seen, matching: Matching): boolean {
  if (typeof matching === 'function') return matching(seen)
  return typeof matching === 'string' ? seen.text.includes(matching) : matching.test(seen.text)
}

function seenIn(world: World, user: User, where: Where): Seen[] {
  const channel =
    typeof where === 'string' ? channelNamed(world, where, user.id) : channelIn(world, where.channel)
  if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`)
  const thread = typeof where === 'string' ? undefined : threadOf(world, channel, where.ts)
  const isThere = ({ ts, threadTs }: Message | Ephemeral) =>
    threadTs === thread || (thread !== undefined && ts === thread)
  const whispers = world.ephemerals.filter(
    (one) => one.channel === channel.id && one.reader === user.id && isThere(one),
  )
  return [...[...channel.messages.values()].filter(isThere), ...whispers]
    .sort((a, b) => (a.ts < b.ts ? -1 : 1))
    .map((message) => seenBy(world, user, channel, message))
}

/** A private message stands in no thread of its own. */
function threadOf(world: World, channel: Channel, ts: string): string {
  const message = channel.messages.get(ts) ?? world.ephemerals.find((one) => one.ts === ts)
  return message?.threadTs ?? ts
}

function seenBy(world: World, user: User, channel: Channel, message: Message | Ephemeral): Seen {
  const isPrivate = 'reader' in message
  return {
    channel: channel.id,
    ts: message.ts,
    text: wordsOf(isPrivate ? message : asShownTo(user, channel, message)),
    notification: message.text,
    isFromBot: message.user === world.app.botUserId,
    isPrivate,
    message: { ...message },
  }
}

/** In a channel, one person sees a stream grow; the others see its beginning until it ends. */
function asShownTo(user: User, { kind }: Channel, message: Message): Message {
  const { stream, isTombstone } = message
  if (isTombstone) return { ...message, text: 'This message was deleted.', blocks: [], files: [] }
  if (stream === undefined || stream.state === 'ended' || kind === 'im' || stream.recipient === user.id)
    return message
  return { ...message, stream: { ...stream, text: stream.beginning } }
}
