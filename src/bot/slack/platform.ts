import { isDeepStrictEqual } from 'node:util'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { People } from '../../people.ts'
import type { Card } from '../card.ts'
import { claimOf, StillSending, sentPost } from '../chats/claiming.ts'
import type { ChatConversations } from '../chats/conversations-store.ts'
import { inTurn } from '../chats/in-turn.ts'
import type { ChatPost } from '../chats/posts-store.ts'
import type { Wanted } from '../chats/writing.ts'
import type { Place, Platform, Rooms } from '../platform.ts'
import { isPassing, isUncertain } from './api/calls.ts'
import { downloadFile } from './api/files.ts'
import { homeKey } from './keys.ts'
import { type Members, memberId } from './members.ts'
import { directPlaceOf, isDirect, placeOf, slack, slackPlaceOf } from './places.ts'
import { type HomeParts, publishHome } from './posting/home.ts'
import { remark, showPrivately } from './posting/private.ts'
import { type PublicParts, publicPosts } from './posting/public.ts'
import { checkReach } from './posting/reach.ts'

export interface SlackPlatformParts extends PublicParts, HomeParts {
  config: Config
  people(): People
  members: Members
  conversations: ChatConversations
  isConnected(): boolean
}

/** The turn of what only one person sees; no post has such a key. */
const privately = 'private replies'

/** Slack streams this often at most, in milliseconds. */
const updateEveryMs = 500
/** Slack shows so many questions to begin with. */
const suggestions = 4

/** Slack as the bot sees it. */
export function slackPlatform(parts: SlackPlatformParts): Platform {
  const { client, posts, people, members, conversations, config } = parts
  const open = publicPosts(parts)
  const turn = inTurn()

  async function write({ key, thread, card }: Wanted, partial: boolean, isAnew: boolean): Promise<void> {
    const known = await posts.find(key)
    const wanted = { key, thread: known?.thread ?? thread, card }
    const { reader, channel } = slackPlaceOf(wanted)
    if (key === homeKey(channel)) return await publishHome(channel, card, parts)
    if (reader === undefined) return partial ? await open.begin(wanted, isAnew) : await open.finish(wanted)
    if (partial) return known === null ? await remarkOn(wanted) : undefined
    // What only one person sees is not replaced by itself: told twice, it would stand there twice.
    if (known !== null && shows(known, card)) return
    // One after the other: of what is on its way when the process dies, nobody can tell whether it arrived.
    await turn(privately, async () => {
      const { post, isRepeat } = await claimOf({ ...wanted, channel }, posts)
      await showPrivately(post, reader, card, isRepeat, parts)
    })
  }

  async function remarkOn({ key, card }: Wanted): Promise<void> {
    const note = card.blocks.find((block) => block.kind === 'note')
    if (note !== undefined) await remark(note.text, key, parts)
  }

  const put = (
    { thread }: Pick<Place, 'thread'>,
    key: string,
    card: Card,
    { partial = false, isAnew = false } = {},
  ): Promise<void> =>
    turn(key, async () => {
      try {
        await write({ key, thread, card }, partial, isAnew)
      } catch (error) {
        // What Slack refused was not sent, and another process may try.
        if (!isUncertain(error)) await posts.giveBack(key)
        throw error
      }
    })

  return {
    name: slack,
    isPrivate: false,
    updateEveryMs,
    rooms: roomsOf(config),
    isConnected: parts.isConnected,
    isPassing: (error) => isPassing(error) || error instanceof StillSending,
    identify: async ({ origin }, everybody) => {
      if (origin?.['user'] === undefined) throw new Error('a delivery from Slack without its sender')
      return await members.personOf(origin['user'], everybody)
    },
    post: async (place, key, card, partial) => {
      await put(place, key, card, { ...(partial !== undefined && { partial }), isAnew: true })
      return { ...place, key }
    },
    read: async ({ key }) => (await sentPost(key, posts))?.card ?? null,
    update: (post, card, partial) => put(post, post.key, card, { ...(partial !== undefined && { partial }) }),
    whisper: async (place, personId, key, card) => {
      const where = slackPlaceOf(place)
      // Somebody who was removed from people.yml meanwhile still hears the refusal: it goes to whoever sent it.
      const reader = readerOf(personId, people()) ?? (await parts.originOf(key))?.['user']
      if (reader === undefined) throw withoutIdentity(personId)
      await put(isDirect(where.channel) ? place : placeOf({ ...where, reader }), key, card)
    },
    sharesTo: (place) => {
      const { reader, ...shared } = slackPlaceOf(place)
      return reader === undefined || isDirect(shared.channel) ? null : placeOf(shared)
    },
    lastsAt: (place) => {
      const { reader: _, ...shared } = slackPlaceOf(place)
      return placeOf(shared)
    },
    checkReach: (place) => checkReach(slackPlaceOf(place), client),
    channelOf: (place) => slackPlaceOf(place).channel,
    threadOf: async ({ key }) => {
      const sent = await sentPost(key, posts)
      const [threadTs] = sent?.parts ?? []
      return sent === null || threadTs === undefined ? null : placeOf({ channel: sent.channel, threadTs })
    },
    directPlace: directPlaceOf,
    addressOf: (place) => {
      const { channel } = slackPlaceOf(place)
      return isDirect(channel) ? null : `${parts.self().url}archives/${channel}`
    },
    setAutoAnswer: async (place, on, personId) => {
      const { channel } = slackPlaceOf(place)
      if (isDirect(channel)) {
        throw new UserError('no_channel', 'This is no channel; here every message is answered.', {
          action: 'Type it in the channel that it is for.',
        })
      }
      await conversations.setAnswersUnasked(channel, on, personId)
    },
    showHome: async (personId, card) => {
      const reader = readerOf(personId, people())
      if (reader === undefined) throw withoutIdentity(personId)
      await publishHome(reader, card, parts)
    },
    suggest: async (place, questions) => {
      const prompts = questions.slice(0, suggestions).map((message) => ({ title: message, message }))
      if (prompts.length === 0) return
      await client.assistant.threads.setSuggestedPrompts({
        channel_id: slackPlaceOf(place).channel,
        title: 'Ask about your machine',
        prompts,
      })
    },
    download: (file, signal) => downloadFile(file, signal, parts),
  }
}

/** Whether a post stands there and shows just this card. */
function shows(post: ChatPost, card: Card): boolean {
  return post.parts.length > 0 && isDeepStrictEqual(post.card, JSON.parse(JSON.stringify(card)))
}

/** Somebody's id in Slack; undefined for whom people.yml does not know any more. */
function readerOf(personId: string, people: People): string | undefined {
  const vouched = personId.startsWith(memberId('')) ? personId.slice(memberId('').length) : undefined
  return people.byId(personId)?.identities.slack ?? vouched
}

const withoutIdentity = (personId: string): Error => new Error(`${personId} has no identity in Slack`)

function roomsOf(config: Config): Rooms {
  const room = (channel: string | undefined) => (channel === undefined ? undefined : placeOf({ channel }))
  const [operations, cases] = [room(config.SLACK_OPERATIONS_CHANNEL), room(config.SLACK_CASES_CHANNEL)]
  const announcements = room(config.SLACK_ANNOUNCEMENTS_CHANNEL)
  return {
    ...(operations && { operations }),
    ...(cases && { cases }),
    ...(announcements && { announcements }),
  }
}
