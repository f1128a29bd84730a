import { setTimeout as rest } from 'node:timers/promises'
import { isGone } from '../../owner.ts'
import type { ChatPost, ChatPosts, Claim } from './posts-store.ts'

/** How often to look whether another process has sent what it is sending, in milliseconds. */
const lookMs = 100
const mostLooks = 50

/** Another process is sending a post: it is to be looked at again later. */
export class StillSending extends Error {
  constructor(key: string) {
    super(`another process is sending ${key}`)
    this.name = 'StillSending'
  }
}

/**
 * The right to send a post, or the post that another process has sent meanwhile.
 * @throws StillSending where another process takes its time.
 */
export async function claimOf(
  wanted: Pick<ChatPost, 'key' | 'thread' | 'channel' | 'card'>,
  posts: ChatPosts,
): Promise<Claim> {
  for (let look = 0; look < mostLooks; look += 1) {
    const claim = await posts.claim(wanted)
    if (claim !== null) return claim
    const sender = await posts.senderOf(wanted.key)
    if (sender !== null && isGone(sender)) await posts.release(wanted.key, sender)
    else await rest(lookMs)
  }
  throw new StillSending(wanted.key)
}

/** A post that the platform has. One that is being sent is waited for: a press can be quicker than its answer to us. */
export async function sentPost(key: string, posts: ChatPosts): Promise<ChatPost | null> {
  for (let look = 0; look < mostLooks; look += 1) {
    const post = await posts.find(key)
    if (post === null || post.parts.length > 0) return post
    const sender = await posts.senderOf(key)
    if (sender === null || isGone(sender)) return null
    await rest(lookMs)
  }
  return null
}
