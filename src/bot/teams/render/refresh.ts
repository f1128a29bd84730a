import type { TeamsMessage } from './card.ts'
import type { AdaptiveCard } from './elements.ts'
import { limits } from './limits.ts'

/** What Teams says when it asks for a card anew. */
export const refreshAction = 'refresh'

/**
 * A card that Teams asks for anew for each of some people when they look at it, to show what only they may press.
 * Nobody is told of more than Teams takes: the others see the card as it is.
 */
export function withRefresh(card: AdaptiveCard, postKey: string, userIds: string[]): AdaptiveCard {
  if (userIds.length === 0) return card
  return {
    ...card,
    refresh: {
      action: {
        type: 'Action.Execute',
        title: 'Refresh',
        verb: refreshAction,
        data: { action: refreshAction, postKey },
      },
      userIds: userIds.slice(0, limits['refresh.userIds']),
    },
  }
}

/** The card that is all of some messages; null where there is more: that is the same for everybody. */
export function onlyCard(messages: TeamsMessage[]): AdaptiveCard | null {
  const [message, ...others] = messages
  return message !== undefined && 'card' in message && others.length === 0 ? message.card : null
}

/** The messages of a post whose card some people are shown as they alone see it. */
export function withOwnCards(messages: TeamsMessage[], postKey: string, userIds: string[]): TeamsMessage[] {
  const card = onlyCard(messages)
  if (card === null) return messages
  return messages.map((message) => ({ ...message, card: withRefresh(card, postKey, userIds) }))
}
