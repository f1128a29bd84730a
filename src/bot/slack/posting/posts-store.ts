import { type Clock, later } from '../../../clock.ts'
import { type OpsDb, OpsPrisma } from '../../../db.ts'
import type { Card } from '../../card.ts'

/** A post of ours, and where it is in Slack. */
export interface SlackPost {
  key: string
  thread: string
  /** As Slack answered it: direct messages have a channel of their own. */
  channel: string
  /** The ts of its messages, in order; empty until Slack has said one. */
  parts: string[]
  /** What it shows. */
  card: Card
  /** The newest address that replaces what only one person sees. */
  responseUrl: string | null
  /** When it was first to be sent. */
  createdAt: Date
}

/** A post that may be sent now, by nobody else. */
export interface Claim {
  post: SlackPost
  /** Somebody began to send it before, and nobody knows how far that came. */
  isRepeat: boolean
}

export interface SlackPosts {
  find(key: string): Promise<SlackPost | null>
  /**
   * Notes that a post will be sent, before it is.
   * @returns null while another process is sending it.
   */
  claim(wanted: Pick<SlackPost, 'key' | 'thread' | 'channel' | 'card'>): Promise<Claim | null>
  /** Who holds the claim on a post that is not sent yet. */
  senderOf(key: string): Promise<string | null>
  /** Gives one's own claim back: nothing was sent. */
  giveBack(key: string): Promise<void>
  /** Ends the claim of a process that is no more. */
  release(key: string, sender: string): Promise<void>
  /** It stands in Slack and shows this. */
  shown(key: string, shown: Pick<SlackPost, 'channel' | 'parts' | 'card'>): Promise<void>
  /** A press on a private post brought the address that replaces it. */
  refer(key: string, responseUrl: string): Promise<void>
  /** Of these messages, those that belong to posts we know. */
  known(channel: string, ts: string[]): Promise<Set<string>>
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

/** The table of posts in Slack, as one process sees it. */
export function slackPosts(db: OpsDb, clock: Clock, owner: string): SlackPosts {
  return {
    find: async (key) => {
      const [row] = await db.$queryRaw<
        PostRow[]
      >`SELECT *, false AS is_new FROM slack_posts WHERE key = ${key}`
      return row === undefined ? null : postOf(row)
    },
    claim: async ({ key, thread, channel, card }) => {
      const now = clock.now()
      const [row] = await db.$queryRaw<PostRow[]>`
        INSERT INTO slack_posts AS known (key, thread, channel, parts, card, sender, sending_until, created_at, updated_at)
        VALUES (${key}, ${thread}, ${channel}, '[]'::jsonb, ${JSON.stringify(card)}::jsonb, ${owner},
          ${later(now, claimMs)}::timestamptz, ${now}::timestamptz, ${now}::timestamptz)
        ON CONFLICT (key) DO UPDATE SET sender = EXCLUDED.sender, sending_until = EXCLUDED.sending_until
        WHERE known.sender IS NULL OR known.sending_until < ${now} OR known.sender = EXCLUDED.sender
        RETURNING *, (xmax = 0) AS is_new`
      return row === undefined ? null : { post: postOf(row), isRepeat: !row.is_new }
    },
    senderOf: async (key) => {
      const row = await db.slackPost.findUnique({ where: { key }, select: { sender: true } })
      return row?.sender ?? null
    },
    giveBack: async (key) => {
      await db.slackPost.updateMany({
        where: { key, sender: owner },
        data: { sender: null, sendingUntil: null },
      })
    },
    release: async (key, sender) => {
      await db.slackPost.updateMany({ where: { key, sender }, data: { sender: null, sendingUntil: null } })
    },
    shown: async (key, { channel, parts, card }) => {
      await db.slackPost.updateMany({
        where: { key },
        data: {
          channel,
          parts,
          card: card as unknown as OpsPrisma.InputJsonObject,
          sender: null,
          sendingUntil: null,
          updatedAt: clock.now(),
        },
      })
    },
    refer: async (key, responseUrl) => {
      await db.slackPost.updateMany({ where: { key }, data: { responseUrl } })
    },
    known: async (channel, ts) => {
      if (ts.length === 0) return new Set()
      const rows = await db.$queryRaw<{ ts: string }[]>`
        SELECT part AS ts FROM slack_posts, jsonb_array_elements_text(parts) AS part
        WHERE channel = ${channel} AND part IN (${OpsPrisma.join(ts)})`
      return new Set(rows.map((row) => row.ts))
    },
  }
}

function postOf(row: PostRow): SlackPost {
  const { key, thread, channel, parts, card, response_url: responseUrl, created_at: createdAt } = row
  return { key, thread, channel, parts, card, responseUrl, createdAt }
}
