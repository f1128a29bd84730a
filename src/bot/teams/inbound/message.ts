import { z } from 'zod'
import type { Inbound, SentFile } from '../../platform.ts'
import { messageKey } from '../keys.ts'
import { placeIn, type TeamsPlace } from '../places.ts'
import { mentionsIn, type TeamsActivity } from './activity.ts'
import { wordsOf } from './text.ts'

/** What came from Teams, before it is known whose it is. */
export interface Draft {
  key: string
  place: TeamsPlace
  inbound: Inbound
}

/** What decides whether a message is for the bot. */
export interface Ears {
  /** Whether somebody has spoken to the bot in a thread. */
  isOurs(thread: string): Promise<boolean>
  /** Whether a channel's messages are answered without being asked. */
  answersUnasked(channel: string): Promise<boolean>
}

type Address = 'direct' | 'mention' | 'thread' | 'unaddressed'

/** A file as Teams sends it in a personal chat. */
const fileSchema = z.object({
  contentType: z.literal('application/vnd.microsoft.teams.file.download.info'),
  name: z.string().default('a file'),
  content: z.object({
    downloadUrl: z.url(),
    uniqueId: z.string().default(''),
    fileType: z.string().default(''),
  }),
})

/** A file as Teams tells of it everywhere else. */
const mentionedSchema = z.object({ contentType: z.literal('reference'), name: z.string().min(1) })

/** Where an activity belongs. In personal chats it is the person's own place, whatever Teams calls it. */
export function placeOfActivity({ conversation, from }: TeamsActivity): TeamsPlace {
  return conversation.conversationType === 'personal'
    ? { person: (from.aadObjectId ?? from.id).toLowerCase() }
    : placeIn(conversation.id)
}

/** What a message asks of the bot: nothing, something, or something beside its files. */
export async function draftsOf(activity: TeamsActivity, ears: Ears): Promise<Draft[]> {
  const address = await addressOf(activity, ears)
  if (address === null) return []
  const place = placeOfActivity(activity)
  const key = messageKey(activity.conversation.id, activity.id ?? '')
  const text = wordsOf(activity)
  const files = filesOf(activity)
  const isAlone = text === '' && files.length > 0
  return [
    ...(isAlone ? [] : [{ key, place, inbound: inboundOf(text, address, activity) }]),
    ...(files.length === 0 || address === 'unaddressed'
      ? []
      : [{ key: `${key}:files`, place, inbound: { kind: 'files' as const, files, ...heard(address) } }]),
  ]
}

async function addressOf(activity: TeamsActivity, ears: Ears): Promise<Address | null> {
  const { conversation, recipient } = activity
  const named = mentionsIn(activity)
  if (named.some(({ id }) => id === recipient.id)) return 'mention'
  if (conversation.conversationType === 'personal') return 'direct'
  if (named.length > 0) return null
  if (await ears.isOurs(conversation.id)) return 'thread'
  return (await ears.answersUnasked(placeIn(conversation.id).conversation)) ? 'unaddressed' : null
}

/** The bot's name alone asks for help. */
function inboundOf(text: string, address: Address, { locale }: TeamsActivity): Inbound {
  const said = { kind: 'message' as const, text, ...languageIn(locale) }
  if (address === 'unaddressed') return { ...said, unaddressed: true }
  if (text === '') return { kind: 'message', text: '/help' }
  if (address === 'thread') return { ...said, ...heard(address) }
  return { ...said, mayCommand: true, ...heard(address) }
}

/** Whether others may be meant, or nobody but the bot. */
function heard(address: Address): { overheard?: true; alone?: true } {
  if (address === 'thread') return { overheard: true }
  return address === 'direct' ? { alone: true } : {}
}

/** `el-GR` → `el` */
function languageIn(locale: string | null | undefined): { language?: string } {
  const language = /^[a-z]{2}(?=-|$)/.exec(locale?.toLowerCase() ?? '')?.[0]
  return language === undefined ? {} : { language }
}

/** Files that were sent; only those of a personal chat Teams hands out to a bot. */
function filesOf({ attachments }: TeamsActivity): SentFile[] {
  return (attachments ?? []).flatMap((attachment): SentFile[] => {
    const { data } = fileSchema.safeParse(attachment)
    if (data === undefined) return mentionedIn(attachment)
    const { downloadUrl, fileType } = data.content
    return [{ id: downloadUrl, name: data.name, type: typeOf(fileType), size: 0 }]
  })
}

function mentionedIn(attachment: unknown): SentFile[] {
  const { data } = mentionedSchema.safeParse(attachment)
  if (data === undefined) return []
  const type = typeOf(data.name.split('.').at(-1) ?? '')
  return [{ id: '', name: data.name, type, size: 0, isOutOfReach: true }]
}

const typeOf = (fileType: string): string => (fileType.toLowerCase() === 'pdf' ? 'application/pdf' : fileType)
