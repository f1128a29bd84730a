import type { ContextBlock } from '@slack/types'
import { pieces } from '../../render/pieces.ts'
import { limits } from './limits.ts'

/** Small print, as it stands. */
export function noteBlocks(text: string): ContextBlock[] {
  return pieces(text, limits['text.text']).map((piece) => ({
    type: 'context',
    elements: [{ type: 'plain_text', text: piece, emoji: false }],
  }))
}

/**
 * Small print with links: it takes no rich text, so this is markup. What comes from outside must be made `literal`
 * first; `verbatim` keeps Slack from finding links and names in it by itself.
 */
export function smallPrint(markup: string): ContextBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: markup, verbatim: true }] }
}
