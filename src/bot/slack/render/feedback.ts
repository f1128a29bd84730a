import type { ContextActionsBlock, ContextBlock } from '@slack/types'
import type { Block, Rating } from '../../card.ts'
import { noteBlocks } from './small-print.ts'

type Feedback = Extract<Block, { kind: 'feedback' }>

/** Thumbs; once one was pressed, what it said. Many may read it, so it does not say who pressed. */
export function feedbackBlocks({ messageId, rating }: Feedback): (ContextActionsBlock | ContextBlock)[] {
  if (rating !== undefined) return noteBlocks(rating === 'up' ? 'Rated helpful.' : 'Rated not helpful.')
  return [
    {
      type: 'context_actions',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'feedback',
          positive_button: thumb('Helpful', { messageId, rating: 'up' }),
          negative_button: thumb('Not helpful', { messageId, rating: 'down' }),
        },
      ],
    },
  ]
}

function thumb(label: string, rating: Rating) {
  return {
    text: { type: 'plain_text' as const, text: label },
    accessibility_label: `This answer is ${label.toLowerCase()}`,
    value: JSON.stringify(rating),
  }
}
