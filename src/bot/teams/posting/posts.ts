import type { Clock } from '../../../clock.ts'
import { claimOf } from '../../chats/claiming.ts'
import type { ChatPost } from '../../chats/posts-store.ts'
import { changeEveryMs, growing, type Wanted, type WrittenPosts } from '../../chats/writing.ts'
import { isUncertain } from '../api/calls.ts'
import { teamsPlaceOf } from '../places.ts'
import { activityOf } from './activity.ts'
import { type Live, openLive } from './live.ts'
import { addressOf } from './reach.ts'
import { type SendingParts, show } from './sending.ts'

export interface PostsParts extends SendingParts {
  clock: Clock
}

/** A post that is being written. */
interface Writing {
  live: Live | null
  /** Its row, once its first word is sent. */
  post: ChatPost | null
  isRepeat: boolean
  changedAt: number
}

/** Writes posts: streamed in personal chats, else changed as a whole. */
export function teamsPosts(parts: PostsParts): WrittenPosts {
  const writings = new Map<string, Writing>()
  const now = () => parts.clock.now().getTime()

  async function begin(wanted: Wanted, isAnew: boolean): Promise<void> {
    if (isAnew) writings.delete(wanted.key)
    const writing = writings.get(wanted.key) ?? (await open(wanted))
    writings.set(wanted.key, writing)
    const { text, note } = growing(wanted.card)
    const isStreamed = text === null ? await writing.live?.say(note) : await writing.live?.grow(text)
    if (isStreamed || now() - writing.changedAt < changeEveryMs) return
    writing.changedAt = now()
    writing.post = await show(await claimed(writing, wanted), wanted.card, writing.isRepeat, parts)
  }

  async function open({ key, thread }: Wanted): Promise<Writing> {
    const place = teamsPlaceOf({ thread })
    const isNew = ((await parts.posts.find(key))?.parts.length ?? 0) === 0
    const live = 'person' in place && isNew ? openLive({ ...parts, at: await addressOf(place, parts) }) : null
    return { live, post: null, isRepeat: false, changedAt: 0 }
  }

  /** Takes the row of a post, with what a killed process may have sent of it. */
  async function claimed(writing: Writing, { key, thread, card }: Wanted): Promise<ChatPost> {
    if (writing.post !== null) return writing.post
    const { post, isRepeat } = await claimOf({ key, thread, channel: '', card }, parts.posts)
    writing.isRepeat = isRepeat
    writing.post = post
    return post
  }

  /** Ends a stream with the first message of a card, which then is the post's. @returns whether it stands there. */
  async function endLive(writing: Writing, wanted: Wanted): Promise<boolean> {
    const { live } = writing
    if (live === null || writing.post !== null) return false
    const post = await claimed(writing, wanted)
    const [first] = parts.render(wanted.card, wanted.key)
    if (first === undefined || post.parts.length > 0) return false
    const id = await live.end(activityOf(first)).catch((error: unknown) => {
      if (!isUncertain(error)) throw error
      const facts = { err: error, post: wanted.key }
      parts.log.warn(facts, 'nobody knows whether Teams got the end of a stream; it is sent again')
      writing.isRepeat = true
      return null
    })
    if (id === null) return false
    const { conversation } = await addressOf(teamsPlaceOf(wanted), parts)
    writing.post = { ...post, channel: conversation, parts: [id] }
    await parts.posts.shown(wanted.key, { ...writing.post, card: wanted.card })
    return true
  }

  return {
    begin,
    finish: async (wanted) => {
      const writing = writings.get(wanted.key) ?? { live: null, post: null, isRepeat: false, changedAt: 0 }
      writings.delete(wanted.key)
      const standing = (await endLive(writing, wanted)) ? 1 : 0
      await show(await claimed(writing, wanted), wanted.card, writing.isRepeat, parts, standing)
    },
  }
}
