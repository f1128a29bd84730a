import type { Clock } from '../../../clock.ts'
import type { Card } from '../../card.ts'
import { type SlackPlace, slackPlaceOf } from '../places.ts'
import { type Live, openLive } from './live.ts'
import type { SlackPost, SlackPosts } from './posts-store.ts'
import { claimOf, type SendingParts, show } from './sending.ts'
import { findSent } from './sent.ts'

export interface PublicParts extends SendingParts {
  posts: SlackPosts
  clock: Clock
  /** What Slack said with the delivery that a post answers. */
  originOf(postKey: string): Promise<Record<string, string> | null>
}

/** A post as somebody wants it shown. */
export interface Wanted {
  key: string
  thread: string
  card: Card
}

/** Posts that everybody in their place sees. */
export interface PublicPosts {
  /** Shows what is so far; it will soon be replaced. */
  begin(wanted: Wanted): Promise<void>
  /** Shows it as it stays. */
  finish(wanted: Wanted): Promise<void>
}

/** A message that is changed as a whole is changed this often at most, in milliseconds. */
const changeEveryMs = 3_000

/** A post that is being written. */
interface Writing {
  live: Live | null
  /** Its row, once its first word is sent. */
  post: SlackPost | null
  /** It may stand in Slack although we know nothing of it. */
  isUncertain: boolean
  changedAt: number
}

/** Writes posts: streamed where Slack streams, else changed as a whole. */
export function publicPosts(parts: PublicParts): PublicPosts {
  const writings = new Map<string, Writing>()
  const now = () => parts.clock.now().getTime()

  async function begin(wanted: Wanted): Promise<void> {
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
    return { live, post: null, isUncertain: false, changedAt: 0 }
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
    writing.post ??= await claimed(wanted)
    if (writing.post.parts.length > 0 && writing.live.ts() === undefined) return false
    if (!(await writing.live.grow(text))) {
      writing.isUncertain = writing.live.ts() === undefined
      return false
    }
    const ts = writing.live.ts()
    if (ts !== undefined && writing.post.parts.length === 0) {
      writing.post = { ...writing.post, parts: [ts], card: wanted.card }
      await parts.posts.shown(wanted.key, writing.post)
    }
    return true
  }

  /** The row of a post, with the messages that a killed process had sent. */
  async function claimed({ key, thread, card }: Wanted): Promise<SlackPost> {
    const { channel } = slackPlaceOf({ thread })
    const { post, isRepeat } = await claimOf({ key, thread, channel, card }, parts.posts)
    if (post.parts.length > 0 || !isRepeat) return post
    return { ...post, parts: await findSent(post, parts) }
  }

  async function whole(writing: Writing | undefined, wanted: Wanted): Promise<SlackPost> {
    const post = writing?.post ?? (await claimed(wanted))
    return await show(post, wanted.card, writing?.isUncertain ?? false, parts)
  }

  return {
    begin,
    finish: async (wanted) => {
      const writing = writings.get(wanted.key)
      writings.delete(wanted.key)
      await writing?.live?.end()
      await whole(writing, wanted)
    },
  }
}

/** What there is of an answer, or else what is being done. */
function growing({ blocks }: Card): { text: string | null; note: string } {
  const answer = blocks.find((block) => block.kind === 'answer')
  const note = blocks.find((block) => block.kind === 'note')
  return { text: answer?.text ?? null, note: note?.text ?? '' }
}

function isThread(place: SlackPlace): place is SlackPlace & { threadTs: string } {
  return place.threadTs !== undefined
}
