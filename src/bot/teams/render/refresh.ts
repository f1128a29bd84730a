import type { AdaptiveCard } from './elements.ts'
import { limits } from './limits.ts'

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
        verb: 'refresh',
        data: { action: 'refresh', postKey },
      },
      userIds: userIds.slice(0, limits['refresh.userIds']),
    },
  }
}
