import type { RichTextBlock } from '@slack/types'
import { pieces } from '../../render/pieces.ts'
import { limits } from './limits.ts'
import { bold, richText, section } from './rich-text.ts'

/** So many lines of a text with a label are shown: elsewhere it would be opened at a press, which Slack does not have. */
const shownLines = 12

/** What a program says, or is told, as it stands. */
export function codeBlocks({ text, label }: { text: string; label?: string }): RichTextBlock[] {
  const lines = text.split('\n')
  const isCut = label !== undefined && lines.length > shownLines
  const shown = isCut
    ? `${lines.slice(0, shownLines).join('\n')}\n… ${lines.length - shownLines} more lines`
    : text
  const codes = pieces(shown, limits['rich_text.text']).map(preformatted)
  const [first, ...rest] = codes
  if (first === undefined) return []
  const headed = label === undefined ? richText(first) : richText(section([bold(label)]), first)
  return [headed, ...rest.map((code) => richText(code))]
}

const preformatted = (text: string) => ({
  type: 'rich_text_preformatted' as const,
  elements: [{ type: 'text' as const, text }],
})
