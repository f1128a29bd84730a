import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { People } from '../../people.ts'
import type { Card } from '../card.ts'
import { StillSending, sentPost } from '../chats/claiming.ts'
import type { ChatConversations } from '../chats/conversations-store.ts'
import { inTurn } from '../chats/in-turn.ts'
import type { Delivery, Place, Platform, Rooms } from '../platform.ts'
import { isPassing, isUncertain } from './api/calls.ts'
import { downloadFile } from './files.ts'
import { type Members, memberId, type Sender } from './members.ts'
import { directPlaceOf, isChannel, placeIn, placeOf, teams, teamsPlaceOf } from './places.ts'
import { type PostsParts, teamsPosts } from './posting/posts.ts'
import { addressOf, checkReach, NotInstalled } from './posting/reach.ts'

export interface TeamsPlatformParts extends PostsParts {
  config: Config
  people(): People
  members: Members
  chats: ChatConversations
  isConnected(): boolean
}

/** Teams takes a stream's parts this often at most, in milliseconds (learn.microsoft.com, streaming-ux). */
const updateEveryMs = 1_500

/** Teams as the bot sees it. */
export function teamsPlatform(parts: TeamsPlatformParts): Platform {
  const { posts, people, members, chats, config } = parts
  const open = teamsPosts(parts)
  const turn = inTurn()

  const put = (
    place: Pick<Place, 'thread'>,
    key: string,
    card: Card,
    { partial = false, isAnew = false } = {},
  ): Promise<void> =>
    turn(key, async () => {
      const known = await posts.find(key)
      const wanted = { key, thread: known?.thread ?? place.thread, card }
      try {
        if (partial) await open.begin(wanted, isAnew)
        else await open.finish(wanted)
      } catch (error) {
        // What Teams refused was not sent, and another process may try.
        if (!isUncertain(error)) await posts.forget(key)
        throw error
      }
    })

  /** Shown to one person: in their own chat. Whoever does not have the app is told, where they asked, how to get it. */
  async function whisper(place: Place, reader: string, key: string, card: Card): Promise<void> {
    const direct = placeOf({ person: reader })
    try {
      if (place.thread !== direct.thread) await addressOf({ person: reader }, parts)
      await put(direct, key, card)
    } catch (error) {
      if (!(error instanceof NotInstalled)) throw error
      await put(place, `${key}:elsewhere`, inviting)
    }
  }

  return {
    name: teams,
    isPrivate: false,
    updateEveryMs,
    rooms: roomsOf(config),
    isConnected: parts.isConnected,
    isPassing: (error) => isPassing(error) || error instanceof StillSending,
    identify: (delivery, everybody) => members.personOf(senderOf(delivery), everybody),
    post: async (place, key, card, partial) => {
      await put(place, key, card, { ...(partial !== undefined && { partial }), isAnew: true })
      return { ...place, key }
    },
    read: async ({ key }) => (await sentPost(key, posts))?.card ?? null,
    update: (post, card, partial) => put(post, post.key, card, { ...(partial !== undefined && { partial }) }),
    whisper: async (place, personId, key, card) => {
      // Somebody who was removed from people.yml meanwhile still hears the refusal: it goes to whoever sent it.
      const reader = readerOf(personId, people()) ?? (await chats.originOf(key))?.['person']
      if (reader === undefined) throw new Error(`${personId} has no identity in Teams`)
      await whisper(place, reader, key, card)
    },
    sharesTo: () => null,
    checkReach: (place) => checkReach(teamsPlaceOf(place), parts),
    channelOf: ({ thread }) => placeIn(thread).conversation,
    threadOf: async ({ key }) => {
      const sent = await sentPost(key, posts)
      if (sent === null || sent.channel === '') return null
      return 'person' in teamsPlaceOf(sent) ? placeOf(teamsPlaceOf(sent)) : placeOf(placeIn(sent.channel))
    },
    directPlace: directPlaceOf,
    addressOf: (place) => linkTo(place, config),
    setAutoAnswer: async (place, on, personId) => {
      const where = teamsPlaceOf(place)
      if ('person' in where || !isChannel(where.conversation)) {
        throw new UserError('no_channel', 'This is no channel; here every message is answered.', {
          action: 'Type it in the channel that it is for.',
        })
      }
      await chats.setAnswersUnasked(where.conversation, on, personId)
    },
    download: (file, signal) => downloadFile(file, config, signal),
  }
}

/** What somebody reads in a channel whom nothing can be told alone. */
const inviting: Card = {
  headline: 'NOT SHOWN HERE · The answer is for you alone',
  tone: 'warning',
  blocks: [
    { kind: 'text', text: 'Add this app for yourself in Teams, open a chat with it, and ask there again.' },
  ],
}

function senderOf({ origin = {} }: Delivery): Sender {
  const { person, user: userId, name = '', tenant = '', conversation, service_url: serviceUrl } = origin
  if (
    person === undefined ||
    userId === undefined ||
    conversation === undefined ||
    serviceUrl === undefined
  ) {
    throw new Error('a delivery from Teams without its sender')
  }
  return { person, userId, name, tenant, conversation, serviceUrl }
}

/** Somebody's object id in Entra; undefined for whom people.yml does not know any more. */
function readerOf(personId: string, people: People): string | undefined {
  const vouched = personId.startsWith(memberId('')) ? personId.slice(memberId('').length) : undefined
  return people.byId(personId)?.identities.teams ?? vouched
}

function roomsOf(config: Config): Rooms {
  const room = (conversation: string | undefined) =>
    conversation === undefined ? undefined : placeOf({ conversation })
  const [operations, cases] = [room(config.TEAMS_OPERATIONS_CHANNEL), room(config.TEAMS_CASES_CHANNEL)]
  const announcements = room(config.TEAMS_ANNOUNCEMENTS_CHANNEL)
  return {
    ...(operations && { operations }),
    ...(cases && { cases }),
    ...(announcements && { announcements }),
  }
}

/** Opens a thread of a channel in Teams (learn.microsoft.com, deep-link-teams). */
function linkTo(place: Place, { MicrosoftAppTenantId: tenantId = '' }: Config): string | null {
  const where = teamsPlaceOf(place)
  if ('person' in where || !isChannel(where.conversation)) return null
  const channel = encodeURIComponent(where.conversation)
  return where.root === undefined
    ? `https://teams.microsoft.com/l/channel/${channel}/?tenantId=${tenantId}`
    : `https://teams.microsoft.com/l/message/${channel}/${where.root}?tenantId=${tenantId}`
}
