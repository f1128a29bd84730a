import { z } from 'zod'
import type { Inbound, SentFile } from '../../platform.ts'
import { messageKey } from '../keys.ts'
import { isDirect, placeOf, type SlackPlace } from '../places.ts'
import { mentions, mentionsAnybody, plainText, withoutMention } from '../text.ts'
import type { Draft } from './draft.ts'

const fileSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  mimetype: z.string().nullish(),
  size: z.number().nullish(),
})

/** A message that somebody wrote, as `message` and `app_mention` events have it. */
export const messageSchema = z.object({
  channel: z.string(),
  user: z.string(),
  ts: z.string(),
  thread_ts: z.string().optional(),
  text: z.string().default(''),
  bot_id: z.string().optional(),
  files: z.array(fileSchema).optional(),
  edited: z.object({ ts: z.string() }).optional(),
})
export type Message = z.infer<typeof messageSchema>

/** What decides whether a message is for the bot. */
export interface Ears {
  /** The bot's own user id. */
  botUserId: string
  /** Whether somebody has spoken to the bot in a thread. */
  isOurs(thread: string): Promise<boolean>
  /** Whether a channel's messages are answered without being asked. */
  answersUnasked(channel: string): Promise<boolean>
}

type Address = 'direct' | 'mention' | 'thread' | 'unaddressed'

/** What a message asks of the bot: nothing, something, or something beside its files. */
export async function draftsOf(message: Message, ears: Ears): Promise<Draft[]> {
  const address = await addressOf(message, ears)
  if (address === null) return []
  const { channel, ts, user: userId } = message
  const base = { place: threadOf(message), userId }
  const key = messageKey(channel, ts)
  const text = plainText(withoutMention(message.text, ears.botUserId))
  const files = (message.files ?? []).map(fileOf)
  const isAlone = text === '' && files.length > 0
  return [
    ...(isAlone ? [] : [{ ...base, key, inbound: inboundOf(text, address) }]),
    ...(files.length === 0 || address === 'unaddressed'
      ? []
      : [{ ...base, key: `${key}:files`, inbound: { kind: 'files' as const, files, ...heard(address) } }]),
  ]
}

async function addressOf(message: Message, ears: Ears): Promise<Address | null> {
  const { channel, text, thread_ts: threadTs } = message
  if (mentions(text, ears.botUserId)) return 'mention'
  if (isDirect(channel)) return 'direct'
  if (mentionsAnybody(text)) return null
  if (threadTs !== undefined)
    return (await ears.isOurs(placeOf({ channel, threadTs }).thread)) ? 'thread' : null
  return (await ears.answersUnasked(channel)) ? 'unaddressed' : null
}

/** The thread that a message is in, or begins. */
function threadOf({ channel, ts, thread_ts: threadTs }: Message): SlackPlace {
  return { channel, threadTs: threadTs ?? ts }
}

/** The bot's name alone asks for help. */
function inboundOf(text: string, address: Address): Inbound {
  if (address === 'unaddressed') return { kind: 'message', text, unaddressed: true }
  if (text === '') return { kind: 'message', text: '/help' }
  if (address === 'thread') return { kind: 'message', text, ...heard(address) }
  return { kind: 'message', text, mayCommand: true, ...heard(address) }
}

/** Whether others may be meant, or nobody but the bot. */
function heard(address: Address): { overheard?: true; alone?: true } {
  if (address === 'thread') return { overheard: true }
  return address === 'direct' ? { alone: true } : {}
}

function fileOf({ id, name, mimetype, size }: z.infer<typeof fileSchema>): SentFile {
  return { id, name: name ?? 'a file', type: mimetype ?? '', size: size ?? 0 }
}
