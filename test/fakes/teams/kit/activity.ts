import { z } from 'zod'
import { refuse } from '../refusal.ts'

const account = z.looseObject({ id: z.string().optional(), name: z.string().optional() })

const attachment = z.looseObject({
  contentType: z.string(),
  contentUrl: z.string().optional(),
  content: z.unknown().optional(),
  name: z.string().optional(),
})

const entity = z.looseObject({ type: z.string() })

const activity = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  textFormat: z.string().optional(),
  summary: z.string().optional(),
  name: z.string().optional(),
  value: z.unknown().optional(),
  replyToId: z.string().optional(),
  from: account.optional(),
  recipient: account.optional(),
  conversation: account.optional(),
  attachments: z.array(attachment).optional(),
  entities: z.array(entity).optional(),
  channelData: z.record(z.string(), z.unknown()).optional(),
})

/** What the bot sends, and what it is sent, as far as it is read here. */
export type Activity = z.infer<typeof activity>

export type Attachment = z.infer<typeof attachment>

export type Entity = z.infer<typeof entity>

/** Reads an activity of the bot's. @throws TeamsRefusal 400 `BadSyntax` where it is none. */
export function readActivity(value: unknown): Activity {
  const parsed = activity.safeParse(value)
  if (!parsed.success) refuse(400, 'BadSyntax', `Activity is not valid: ${parsed.error.message}`)
  return parsed.data
}
