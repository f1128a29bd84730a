import { type Clock, later } from '../../clock.ts'
import { type OpsDb, OpsPrisma } from '../../db.ts'
import type { Card } from '../card.ts'

/** A post of ours, and where it is on its platform. */
export interface ChatPost {
  key: string
  thread: string
  /** As the platform answered it: direct messages have a channel of their own. */
  channel: string
  /** The platform's ids of its messages, in order; empty until it has said one. */
  parts: string[]
  /** What it shows. */
  card: Card
  /** In Slack: the newest address that replaces what only one person sees. */
  responseUrl: string | null
  /** When it was first to be sent. */
  createdAt: Date
}

/** A post that may be sent now, by nobody else. */
export interface Claim {
  post: ChatPost
  /** Somebody began to send it before, and nobody knows how far that came. */
  isRepeat: boolean
}

export interface ChatPosts {
  find(key: string): Promise<ChatPost | null>
  /**
   * Notes that a post will be sent, before it is.
   * @returns null while another process is sending it.
   */
  claim(wanted: Pick<ChatPost, 'key' | 'thread' | 'channel' | 'card'>): Promise<Claim | null>
  /** Who holds the claim on a post that is not sent yet. */
  senderOf(key: string): Promise<string | null>
  /** Gives one's own claim back: nothing was sent. */
  giveBack(key: string): Promise<void>
  /** The same; what nobody has seen anything of is as if it had never been begun. */
  forget(key: string): Promise<void>
  /** Ends the claim of a process that is no more. */
  release(key: string, sender: string): Promise<void>
  /** It stands there and shows this. */
  shown(key: string, shown: Pick<ChatPost, 'channel' | 'parts' | 'card'>): Promise<void>
  /** A press on a private post brought the address that replaces it. */
  refer(key: string, responseUrl: string): Promise<void>
  /** The post that a message belongs to; null where it is none of ours. */
  keyOf(channel: string, part: string): Promise<string | null>
  /** Of these messages, those that belong to posts we know. */
  known(channel: string, parts: string[]): Promise<Set<string>>
}

/** Longer than a call waits for a limit to pass. */
const claimMs = 120_000

interface PostRow {
  key: string
  thread: string
  channel: string
  parts: string[]
  card: Card
  response_url: string | null
  created_at: Date
  is_new: boolean
}

/** The table of posts, as one process sees those of one platform. */
export function chatPosts(db: OpsDb, clock: Clock, owner: string, platform: string): ChatPosts {
  const free = { sender: null, sendingUntil: null }
  return {
    find: async (key) => {
      const [row] = await db.$queryRaw<
        PostRow[]
      >`SELECT *, false AS is_new FROM chat_posts WHERE platform = ${platform} AND key = ${key}`
      return row === undefined ? null : postOf(row)
    },
    claim: async ({ key, thread, channel, card }) => {
      const now = clock.now()
      const [row] = await db.$queryRaw<PostRow[]>`
        INSERT INTO chat_posts AS known (platform, key, thread, channel, parts, card, sender, sending_until, created_at, updated_at)
        VALUES (${platform}, ${key}, ${thread}, ${channel}, '[]'::jsonb, ${JSON.stringify(card)}::jsonb, ${owner},
          ${later(now, claimMs)}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
        ON CONFLICT (platform, key) DO UPDATE SET sender = EXCLUDED.sender, sending_until = EXCLUDED.sending_until
        WHERE known.sender IS NULL OR known.sending_until < ${now} OR known.sender = EXCLUDED.sender
        RETURNING *, (xmax = 0) AS is_new`
      return row === undefined ? null : { post: postOf(row), isRepeat: !row.is_new }
    },
    senderOf: async (key) => {
      const row = await db.chatPost.findUnique({
        where: { platform_key: { platform, key } },
        select: { sender: true },
      })
      return row?.sender ?? null
    },
    giveBack: async (key) => {
      await db.chatPost.updateMany({ where: { platform, key, sender: owner }, data: free })
    },
    forget: async (key) => {
      const mine = { platform, key, sender: owner }
      await db.chatPost.deleteMany({ where: { ...mine, parts: { equals: [] } } })
      await db.chatPost.updateMany({ where: mine, data: free })
    },
    release: async (key, sender) => {
      await db.chatPost.updateMany({ where: { platform, key, sender }, data: free })
    },
    shown: async (key, { channel, parts, card }) => {
      await db.chatPost.updateMany({
        where: { platform, key },
        data: {
          channel,
          parts,
          card: card as unknown as OpsPrisma.InputJsonObject,
          ...free,
          updatedAt: clock.now(),
        },
      })
    },
    refer: async (key, responseUrl) => {
      await db.chatPost.updateMany({ where: { platform, key }, data: { responseUrl } })
    },
    keyOf: async (channel, part) => {
      const row = await db.chatPost.findFirst({
        where: { platform, channel, parts: { array_contains: [part] } },
        select: { key: true },
      })
      return row?.key ?? null
    },
    known: async (channel, asked) => {
      if (asked.length === 0) return new Set()
      const rows = await db.$queryRaw<{ part: string }[]>`
        SELECT part FROM chat_posts, jsonb_array_elements_text(parts) AS part
        WHERE platform = ${platform} AND channel = ${channel} AND part IN (${OpsPrisma.join(asked)})`
      return new Set(rows.map((row) => row.part))
    },
  }
}

function postOf(row: PostRow): ChatPost {
  const { key, thread, channel, parts, card, response_url: responseUrl, created_at: createdAt } = row
  return { key, thread, channel, parts, card, responseUrl, createdAt }
}
