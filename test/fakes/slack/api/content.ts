import { z } from 'zod'
import { checkBlocks } from '../kit/check-blocks.ts'
import { limits } from '../kit/limits.ts'
import { refuse } from '../refusal.ts'
import type { Message, Metadata } from '../world.ts'
import { maybeText } from './given.ts'
import type { Arguments } from './method.ts'

/** What a message says: at least a text, or blocks. @throws SlackRefusal where it says nothing, or too much. */
export function contentOf(given: Arguments): Pick<Message, 'text' | 'blocks'> & Partial<Message> {
  const text = maybeText(given, 'text') ?? ''
  const blocks = given['blocks'] === undefined ? [] : checkBlocks(given['blocks'])
  if (text === '' && blocks.length === 0) refuse('no_text')
  if (text.length > limits.messageText) refuse('msg_too_long')
  const metadata = metadataOf(given)
  return { text, blocks, ...(metadata !== undefined && { metadata }) }
}

const metadataSchema = z.strictObject({
  event_type: z.string().min(1).max(limits.metadataType),
  event_payload: z.record(z.string(), z.unknown()),
})

/** What the app keeps with a message. @throws SlackRefusal where it is malformed, or too much. */
export function metadataOf({ metadata }: Arguments): Metadata | undefined {
  if (metadata === undefined) return undefined
  const parsed = metadataSchema.safeParse(metadata)
  if (!parsed.success) refuse('invalid_metadata_format')
  if (JSON.stringify(metadata).length > limits.metadata) refuse('metadata_too_large')
  return parsed.data
}
