import type { Body } from '../api/connector.ts'
import type { TeamsMessage } from '../render/card.ts'

/** Where Teams keeps an Adaptive Card. */
export const cardType = 'application/vnd.microsoft.card.adaptive'

/** What a post says in one message: a part of its card, or in plain words all of it. */
export type Message = TeamsMessage | { plain: string }

/** A message as an activity. */
export function activityOf(message: Message): Body {
  if ('plain' in message) return { type: 'message', text: message.plain, textFormat: 'plain' }
  const { summary } = message
  if ('card' in message)
    return { type: 'message', summary, attachments: [{ contentType: cardType, content: message.card }] }
  const { text, entities, feedback } = message
  return {
    type: 'message',
    summary,
    text,
    textFormat: 'markdown',
    ...(entities.length > 0 && { entities }),
    ...(feedback && { channelData: { feedbackLoop: { type: 'default' } } }),
  }
}
