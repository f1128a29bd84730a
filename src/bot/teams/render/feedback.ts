import type { Block, Rating } from '../../card.ts'
import { actionSets } from './actions.ts'
import type { CardElement } from './elements.ts'
import { execute } from './press.ts'
import { noteElements } from './small-print.ts'
import type { Surroundings } from './surroundings.ts'

type Feedback = Extract<Block, { kind: 'feedback' }>

/** Thumbs; once one was pressed, what it said. Many may read it, so it does not say who pressed. */
export function feedbackElements({ messageId, rating }: Feedback, { postKey }: Surroundings): CardElement[] {
  if (rating !== undefined) return ratingElements(rating)
  const thumb = (label: string, pressed: Rating['rating']) =>
    execute(label, {
      action: 'feedback',
      value: JSON.stringify({ messageId, rating: pressed } satisfies Rating),
      postKey,
    })
  return actionSets([thumb('👍 Helpful', 'up'), thumb('👎 Not helpful', 'down')])
}

export function ratingElements(rating: Rating['rating']): CardElement[] {
  return noteElements(rating === 'up' ? 'Rated helpful.' : 'Rated not helpful.')
}
