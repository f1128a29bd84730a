import { createHash } from 'node:crypto'
import { messageKey } from '../keys.ts'
import type { TeamsActivity } from './activity.ts'
import { type Draft, draftsOf, type Ears, placeOfActivity } from './message.ts'
import { wordsOf } from './text.ts'

/** Ears that also know what was heard. */
export interface Memory extends Ears {
  /** Whether a message was taken in; by the key of its delivery. */
  isTaken(key: string): Promise<boolean>
}

/** What an edit asks: the changed question again, or one that only now speaks to the bot. */
export async function draftsOfEdit(activity: TeamsActivity, memory: Memory): Promise<Draft[]> {
  const of = messageKey(activity.conversation.id, activity.id ?? '')
  if (!(await memory.isTaken(of))) return await draftsOf(activity, memory)
  const text = wordsOf(activity)
  const version = activity.timestamp ?? createHash('sha256').update(text).digest('base64url').slice(0, 16)
  return [
    { key: `${of}:edited:${version}`, place: placeOfActivity(activity), inbound: { kind: 'edit', of, text } },
  ]
}

/** What a deletion asks: nothing, or to forget a question. */
export async function draftsOfDeletion(activity: TeamsActivity, memory: Memory): Promise<Draft[]> {
  const of = messageKey(activity.conversation.id, activity.id ?? '')
  if (!(await memory.isTaken(of))) return []
  return [{ key: `${of}:deleted`, place: placeOfActivity(activity), inbound: { kind: 'deletion', of } }]
}
