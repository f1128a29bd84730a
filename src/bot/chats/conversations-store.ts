import type { Clock } from '../../clock.ts'
import type { OpsDb } from '../../db.ts'

/** What the bot knows of a platform's conversations. */
export interface ChatConversations {
  /** Whether somebody has spoken to the bot in a thread. */
  isOurs(thread: string): Promise<boolean>
  /** Whether a message was taken in; by the key of its delivery. */
  isTaken(key: string): Promise<boolean>
  /** What the platform said with the delivery that a post answers: a post's key begins with the delivery's. */
  originOf(postKey: string): Promise<Record<string, string> | null>
  answersUnasked(channel: string): Promise<boolean>
  setAnswersUnasked(channel: string, on: boolean, personId: string): Promise<void>
}

/** Read from the intake, which holds all that people said, and from the table of channels. */
export function chatConversations(db: OpsDb, clock: Clock, platform: string): ChatConversations {
  return {
    isOurs: async (thread) => {
      const [row] = await db.$queryRaw<{ ours: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM chat_posts WHERE platform = ${platform} AND thread = ${thread})
          OR EXISTS (SELECT 1 FROM inbox WHERE platform = ${platform} AND thread = ${thread}
            AND payload->>'unaddressed' IS NULL) AS ours`
      return row?.ours === true
    },
    isTaken: async (key) => (await db.delivery.count({ where: { deliveryKey: key } })) > 0,
    originOf: async (postKey) => {
      const rows = await db.delivery.findMany({
        where: { deliveryKey: { in: beginningsOf(postKey) } },
        select: { deliveryKey: true, origin: true },
      })
      const [nearest] = rows.toSorted((a, b) => b.deliveryKey.length - a.deliveryKey.length)
      return (nearest?.origin ?? null) as Record<string, string> | null
    },
    answersUnasked: async (channel) => {
      const row = await db.chatChannel.findUnique({ where: { platform_channel: { platform, channel } } })
      return row?.autoAnswer === true
    },
    setAnswersUnasked: async (channel, autoAnswer, setBy) => {
      const set = { autoAnswer, setBy, setAt: clock.now() }
      const where = { platform_channel: { platform, channel } }
      await db.chatChannel.upsert({ where, create: { platform, channel, ...set }, update: set })
    },
  }
}

/** `a:b:c` → `a:b:c`, `a:b`, `a` */
function beginningsOf(key: string): string[] {
  const words = key.split(':')
  return words.map((_, index) => words.slice(0, words.length - index).join(':'))
}
