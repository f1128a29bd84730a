import type { Deliver, Delivery } from './deliver.ts'
import { shownMessage } from './show.ts'
import type { Channel, Message, User, World } from './world.ts'

/** How Slack tells of a message that mentions the app: as `message` and as `app_mention`, or as `message` alone. */
export type MentionOrder = 'together' | 'message first' | 'mention first' | 'none'

/** What the app wants to hear, and how it is told. */
export interface Hearing {
  /** Names of the manifest: `message.channels`, `app_mention`, … */
  subscriptions: Set<string>
  mentions: MentionOrder
  /** Whether it hears of its own messages. */
  echoes: boolean
}

/** Tells the app of what happens. Each resolves when all was delivered, or given up. */
export interface SlackEvents {
  posted(channel: Channel, message: Message): Promise<Delivery[]>
  /** `before` is the message as it was shown. */
  changed(channel: Channel, message: Message, before: object): Promise<Delivery[]>
  deleted(channel: Channel, message: Message, before: object): Promise<Delivery[]>
  homeOpened(user: User, channel: Channel, tab: 'home' | 'messages'): Promise<Delivery[]>
}

interface EventParts {
  world: World
  hearing: Hearing
  scopes: ReadonlySet<string>
  deliver: Deliver
}

const kinds = {
  public: { subscription: 'message.channels', scope: 'channels:history', type: 'channel' },
  private: { subscription: 'message.groups', scope: 'groups:history', type: 'group' },
  im: { subscription: 'message.im', scope: 'im:history', type: 'im' },
  group: { subscription: 'message.mpim', scope: 'mpim:history', type: 'mpim' },
} as const

/** The app hears of what happens where it is, as its manifest and its scopes allow. */
export function slackEvents({ world, hearing, scopes, deliver }: EventParts): SlackEvents {
  const { botUserId } = world.app
  const tell = (event: object): Promise<Delivery> => deliver('event', envelope(world, event))

  function hears(channel: Channel, author: string): boolean {
    const { subscription, scope } = kinds[channel.kind]
    return (
      channel.members.has(botUserId) &&
      hearing.subscriptions.has(subscription) &&
      scopes.has(scope) &&
      (author !== botUserId || hearing.echoes)
    )
  }

  const hearsMention = ({ kind, members }: Channel, { user, text }: Message): boolean =>
    hearing.mentions !== 'none' &&
    kind !== 'im' &&
    members.has(botUserId) &&
    user !== botUserId &&
    text.includes(`<@${botUserId}>`) &&
    hearing.subscriptions.has('app_mention') &&
    scopes.has('app_mentions:read')

  async function changes(channel: Channel, message: Message, event: object): Promise<Delivery[]> {
    if (!hears(channel, message.user)) return []
    const ts = world.ids.ts()
    const place = { channel: channel.id, channel_type: kinds[channel.kind].type }
    return [await tell({ type: 'message', ...event, hidden: true, ts, event_ts: ts, ...place })]
  }

  const changed: SlackEvents['changed'] = (channel, message, before) =>
    changes(channel, message, {
      subtype: 'message_changed',
      message: shownMessage(world, channel, message),
      previous_message: before,
    })

  return {
    posted: (channel, message) =>
      inOrder(hearing.mentions, [
        ...(hears(channel, message.user) ? [() => tell(messageEvent(world, channel, message))] : []),
        ...(hearsMention(channel, message) ? [() => tell(mentionEvent(world, channel, message))] : []),
      ]),
    changed,
    deleted: (channel, message, before) =>
      // Slack tells of the deletion of a message with replies as of a change.
      message.isTombstone
        ? changed(channel, message, before)
        : changes(channel, message, {
            subtype: 'message_deleted',
            deleted_ts: message.ts,
            previous_message: before,
          }),
    homeOpened: async (user, channel, tab) => {
      if (!hearing.subscriptions.has('app_home_opened')) return []
      const view = world.homes.has(user.id) ? { view: { type: 'home' } } : {}
      const event = { type: 'app_home_opened', user: user.id, channel: channel.id, tab, ...view }
      return [await tell({ ...event, event_ts: world.ids.ts() })]
    },
  }
}

async function inOrder(order: MentionOrder, tellers: (() => Promise<Delivery>)[]): Promise<Delivery[]> {
  if (order === 'together') return await Promise.all(tellers.map((tellIt) => tellIt()))
  const deliveries: Delivery[] = []
  for (const tellIt of order === 'mention first' ? tellers.toReversed() : tellers)
    deliveries.push(await tellIt())
  return deliveries
}

/** A `message` event, as in the examples of Slack's reference of `message.channels` and `message.im`. */
function messageEvent(world: World, channel: Channel, message: Message): object {
  const author = world.users.get(message.user)
  const isForeign = author !== undefined && author.teamId !== world.team.id
  return {
    ...shownMessage(world, channel, message),
    ...(message.files.length > 0 && { subtype: 'file_share' }),
    ...(isForeign && { user_team: author.teamId, source_team: author.teamId }),
    channel: channel.id,
    channel_type: kinds[channel.kind].type,
    event_ts: message.ts,
  }
}

/** An `app_mention` event: it tells nothing of the message's files. */
function mentionEvent(world: World, channel: Channel, { files: _, ...message }: Message): object {
  return {
    ...shownMessage(world, channel, { ...message, files: [] }),
    type: 'app_mention',
    channel: channel.id,
    event_ts: message.ts,
  }
}

/** What is around each event, as in Slack's reference of the Events API. */
function envelope({ ids, team, app, clock }: World, event: object): Record<string, unknown> {
  return {
    token: 'verification-token',
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: app.id,
    event,
    type: 'event_callback',
    event_id: ids.next('Ev'),
    event_time: Math.floor(clock.now().getTime() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: ids.next('4-'),
  }
}
