import { z } from 'zod'
import { messageKey } from '../keys.ts'
import { plainText, withoutMention } from '../text.ts'
import type { Draft } from './draft.ts'
import { draftsOf, type Ears, type Message, messageSchema } from './message.ts'

/** What a message was before. */
const previousSchema = z.object({
  ts: z.string().optional(),
  user: z.string().optional(),
  thread_ts: z.string().optional(),
  text: z.string().optional(),
})

/** A `message` event that tells of a message that was edited. */
export const editSchema = z.object({
  subtype: z.literal('message_changed'),
  channel: z.string(),
  message: z.looseObject({ subtype: z.string().optional() }),
  previous_message: previousSchema.optional(),
})

/** A `message` event that tells of a message that was deleted. */
export const deletionSchema = z.object({
  subtype: z.literal('message_deleted'),
  channel: z.string(),
  deleted_ts: z.string(),
  previous_message: previousSchema.optional(),
})

/** Ears that also know what was heard. */
export interface Memory extends Ears {
  /** Whether a message was taken in; by the key of its delivery. */
  isTaken(key: string): Promise<boolean>
}

/** What an edit asks: the changed question again, or one that only now speaks to the bot. */
export async function draftsOfEdit(event: z.infer<typeof editSchema>, memory: Memory): Promise<Draft[]> {
  const { channel, message: changed, previous_message } = event
  // A message with replies is not taken away; a tombstone stands in its place.
  if (changed.subtype === 'tombstone') {
    return await draftsOfDeletion(
      { channel, deleted_ts: previous_message?.ts ?? '', previous_message },
      memory,
    )
  }
  const parsed = messageSchema.safeParse({ ...changed, channel })
  if (!parsed.success) return []
  const message = parsed.data
  // Our own messages are changed too, and heard of.
  if (message.bot_id !== undefined) return []
  // Slack also tells of previews that it adds to a message.
  if (message.edited === undefined || message.text === previous_message?.text) return []
  const of = messageKey(message.channel, message.ts)
  if (!(await memory.isTaken(of))) return await draftsOf(message, memory)
  return [editOf(message, message.edited.ts, of, memory.botUserId)]
}

function editOf(message: Message, editedTs: string, of: string, botUserId: string): Draft {
  const { channel, user: userId, ts, thread_ts: threadTs } = message
  const text = plainText(withoutMention(message.text, botUserId))
  return {
    key: `${of}:edited:${editedTs}`,
    place: { channel, threadTs: threadTs ?? ts },
    userId,
    inbound: { kind: 'edit', of, text },
  }
}

/** What a deletion asks: nothing, or to forget a question. */
export async function draftsOfDeletion(
  { channel, deleted_ts: ts, previous_message: previous }: Omit<z.infer<typeof deletionSchema>, 'subtype'>,
  memory: Memory,
): Promise<Draft[]> {
  const of = messageKey(channel, ts)
  if (previous?.user === undefined || !(await memory.isTaken(of))) return []
  return [
    {
      key: `${of}:deleted`,
      place: { channel, threadTs: previous.thread_ts ?? ts },
      userId: previous.user,
      inbound: { kind: 'deletion', of },
    },
  ]
}
