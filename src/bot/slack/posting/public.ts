import type { Clock } from '../../../clock.ts'
import { claimOf } from '../../chats/claiming.ts'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { changeEveryMs, growing, type Wanted, type WrittenPosts } from '../../chats/writing.ts'
import { type SlackPlace, slackPlaceOf } from '../places.ts'
import { type Live, openLive } from './live.ts'
import { type SendingParts, show } from './sending.ts'
import { findSent } from './sent.ts'

export interface PublicParts extends SendingParts {
  posts: ChatPosts
  clock: Clock
  /** What Slack said with the delivery that a post answers. */
  originOf(postKey: string): Promise<Record<string, string> | null>
}

/** A post that is being written. */
interface Writing {
  live: Live | null
  /** Its row, once its first word is sent. */
  post: ChatPost | null
  /** More of it may stand in Slack than we know of. */
  isUncertain: boolean
  changedAt: number
}

/** Writes posts: streamed where Slack streams, else changed as a whole. */
export function publicPosts(parts: PublicParts): WrittenPosts {
  const writings = new Map<string, Writing>()
  const now = () => parts.clock.now().getTime()

  async function begin(wanted: Wanted, isAnew: boolean): Promise<void> {
    if (isAnew) writings.delete(wanted.key)
    const writing = writings.get(wanted.key) ?? (await open(wanted))
    writings.set(wanted.key, writing)
    const { text, note } = growing(wanted.card)
    if (text !== null && (await grow(writing, wanted, text))) return
    if (text === null && (await say(writing, note))) return
    if (now() - writing.changedAt < changeEveryMs) return
    writing.changedAt = now()
    writing.post = await whole(writing, wanted)
  }

  async function open({ key, thread }: Wanted): Promise<Writing> {
    const known = await parts.posts.find(key)
    const place = slackPlaceOf({ thread })
    const canStream = isThread(place) && (known === null || known.parts.length === 0)
    const live = canStream ? openLive({ ...parts, place, recipient: await recipientOf(key) }) : null
    return { ...notBegun(), live }
  }

  async function recipientOf(key: string) {
    const origin = await parts.originOf(key)
    return { userId: origin?.['user'] ?? '', teamId: origin?.['team'] ?? parts.self().teamId }
  }

  async function say({ live }: Writing, note: string): Promise<boolean> {
    return (
      live?.status(note).then(
        () => true,
        () => false,
      ) ?? false
    )
  }

  async function grow(writing: Writing, wanted: Wanted, text: string): Promise<boolean> {
    if (writing.live === null) return false
    await claimed(writing, wanted)
    if (writing.post === null) return false
    if (writing.post.parts.length > 0 && writing.live.ts() === undefined) return false
    if (!(await writing.live.grow(text))) {
      writing.isUncertain ||= writing.live.ts() === undefined
      return false
    }
    const ts = writing.live.ts()
    if (ts !== undefined && writing.post.parts.length === 0) {
      writing.post = { ...writing.post, parts: [ts], card: wanted.card }
      await parts.posts.shown(wanted.key, writing.post)
    }
    return true
  }

  /** Takes the row of a post, with what a killed process may have sent of it. */
  async function claimed(writing: Writing, { key, thread, card }: Wanted): Promise<ChatPost> {
    if (writing.post !== null) return writing.post
    const { channel } = slackPlaceOf({ thread })
    const { post, isRepeat } = await claimOf({ key, thread, channel, card }, parts.posts)
    const isLost = isRepeat && post.parts.length === 0
    writing.isUncertain ||= isRepeat
    writing.post = isLost ? { ...post, parts: await findSent(post, parts) } : post
    return writing.post
  }

  async function whole(writing: Writing, wanted: Wanted): Promise<ChatPost> {
    return await show(await claimed(writing, wanted), wanted.card, writing.isUncertain, parts)
  }

  return {
    begin,
    finish: async (wanted) => {
      const writing = writings.get(wanted.key) ?? notBegun()
      writings.delete(wanted.key)
      await writing.live?.end()
      await whole(writing, wanted)
    },
  }
}

const notBegun = (): Writing => ({ live: null, post: null, isUncertain: false, changedAt: 0 })

function isThread(place: SlackPlace): place is SlackPlace & { threadTs: string } {
  return place.threadTs !== undefined
}
