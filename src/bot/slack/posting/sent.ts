import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import type { ChatPost, ChatPosts } from '../../chats/posts-store.ts'
import { repeatedly } from '../api/calls.ts'
import type { Self } from '../api/self.ts'
import { isPerson, type SlackPlace, slackPlaceOf } from '../places.ts'

/** What marks a message as part of a post of ours. */
export const eventType = 'ai_post'

/** The mark of a message, as `metadata`. */
export function markOf(key: string, part: number) {
  return { event_type: eventType, event_payload: { key, part } }
}

const messageSchema = z.object({
  ts: z.string(),
  bot_id: z.string().optional(),
  metadata: z
    .object({
      event_type: z.string().optional(),
      event_payload: z.object({ key: z.string().optional(), part: z.number().optional() }).optional(),
    })
    .optional(),
})
type Message = z.infer<typeof messageSchema>

/** A thread comes oldest first, in pages; a channel newest first, of which one page is enough. */
const pageSize = 200
const mostPages = 20

interface SentParts {
  client: WebClient
  posts: Pick<ChatPosts, 'known'>
  self(): Self
}

/** Our clock and Slack's differ by less, in seconds. */
const clocksDiffer = 60

/**
 * The messages of a post that somebody began to send, by part: those that are known, those with its mark, or a
 * stream of ours that nobody knows (a stream carries no mark before it ends). What Slack never got is not there. Direct
 * messages whose channel Slack has not told yet cannot be looked through: what was sent there is sent again.
 */
export async function findSent(post: ChatPost, parts: SentParts): Promise<string[]> {
  if (isPerson(post.channel)) return [...post.parts]
  const place = { ...slackPlaceOf(post), channel: post.channel }
  const messages = await messagesAt(place, parts.client)
  const found = [...post.parts]
  for (const { ts, metadata } of messages) {
    const { key, part = 0 } = metadata?.event_payload ?? {}
    if (key === post.key) found[part] ??= ts
  }
  if (found[0] === undefined && place.threadTs !== undefined) {
    const orphan = await orphanOf(post, messages, parts)
    if (orphan !== undefined) found[0] = orphan
  }
  return found
}

async function orphanOf(
  { channel, createdAt }: ChatPost,
  messages: Message[],
  { posts, self }: SentParts,
): Promise<string | undefined> {
  const since = createdAt.getTime() / 1_000 - clocksDiffer
  const unmarked = messages.filter(
    ({ ts, bot_id: botId, metadata }) => botId === self().botId && isBare(metadata) && Number(ts) > since,
  )
  const known = await posts.known(
    channel,
    unmarked.map(({ ts }) => ts),
  )
  return unmarked.findLast(({ ts }) => !known.has(ts))?.ts
}

const isBare = (metadata: Message['metadata']): boolean => metadata?.event_payload?.key === undefined

async function messagesAt({ channel, threadTs }: SlackPlace, client: WebClient): Promise<Message[]> {
  const at = { channel, limit: pageSize, include_all_metadata: true }
  if (threadTs === undefined) return read(await repeatedly(() => client.conversations.history(at)))
  const found: Message[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages && cursor !== ''; page += 1) {
    const next = cursor === undefined ? {} : { cursor }
    const answer = await repeatedly(() => client.conversations.replies({ ...at, ...next, ts: threadTs }))
    found.push(...read(answer))
    cursor = answer.response_metadata?.next_cursor ?? ''
  }
  return found
}

const read = ({ messages }: { messages?: unknown[] }): Message[] =>
  (messages ?? []).map((message) => messageSchema.parse(message))
