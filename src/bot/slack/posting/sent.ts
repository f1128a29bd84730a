import type { WebClient } from '@slack/web-api'
import { z } from 'zod'
import { repeatedly } from '../api/calls.ts'
import type { Self } from '../api/self.ts'
import { type SlackPlace, slackPlaceOf } from '../places.ts'
import type { SlackPost, SlackPosts } from './posts-store.ts'

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
  posts: Pick<SlackPosts, 'known'>
  self(): Self
}

/**
 * The messages of a post that somebody began to send: those with its mark, or a stream of ours that nobody knows
 * (a stream carries no mark before it ends). Empty where Slack never got it.
 */
export async function findSent(post: SlackPost, parts: SentParts): Promise<string[]> {
  const place = { ...slackPlaceOf(post), channel: post.channel }
  const messages = await messagesAt(place, parts.client)
  const marked = messages
    .filter(({ metadata }) => metadata?.event_payload?.key === post.key)
    .sort((a, b) => (a.metadata?.event_payload?.part ?? 0) - (b.metadata?.event_payload?.part ?? 0))
  if (marked.length > 0) return marked.map(({ ts }) => ts)
  return place.threadTs === undefined ? [] : await orphanOf(place.channel, messages, parts)
}

async function orphanOf(channel: string, messages: Message[], { posts, self }: SentParts): Promise<string[]> {
  const unmarked = messages.filter(
    ({ bot_id: botId, metadata }) => botId === self().botId && isBare(metadata),
  )
  const known = await posts.known(
    channel,
    unmarked.map(({ ts }) => ts),
  )
  return unmarked.flatMap(({ ts }) => (known.has(ts) ? [] : [ts])).slice(-1)
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
