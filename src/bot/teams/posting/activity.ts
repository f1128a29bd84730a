import type { Body } from '../api/connector.ts'
import type { TeamsMessage } from '../render/card.ts'

/** Where Teams keeps an Adaptive Card. */
export const cardType = 'application/vnd.microsoft.card.adaptive'

/** A message as an activity. */
export function activityOf({ summary, text, cards, entities, feedback }: TeamsMessage): Body {
  return {
    type: 'message',
    summary,
    ...(text !== undefined && { text, textFormat: 'markdown' }),
    ...(cards.length > 0 && { attachments: cards.map((content) => ({ contentType: cardType, content })) }),
    ...(entities.length > 0 && { entities }),
    ...(feedback && { channelData: { feedbackLoop: { type: 'default' } } }),
  }
}

/** A message in plain words. */
export function plainActivity(text: string): Body {
  return { type: 'message', text, textFormat: 'plain' }
}
