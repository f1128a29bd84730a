import { escaped, isMarkup, joiner, lookalike } from '../../render/markdown.ts'
import { emojiName } from './escape.ts'

/**
 * An answer's plain text as the Markdown of a stream that says just what the text says; lists stay lists.
 * What follows changes nothing of what came before: `streamText(a + b)` begins with `streamText(a)`.
 */
export function streamText(text: string): string {
  // Each character is written by what came before it alone. Escapes by a backslash are not documented for Slack.
  return Array.from(text.matchAll(/[\s\S]/gu), ({ 0: character, index }) =>
    written(character, text.slice(Math.max(0, index - longestLook), index)),
  ).join('')
}

/** Nothing that matters lies further back, but a line of dashes. */
const longestLook = 60

const emojiBegun = new RegExp(`:${emojiName}$`, 'i')
const listMark = /^\s*(?:-|\d{1,9}[.)])$/

function written(character: string, before: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  if (/[^\S\n]/.test(character)) return space(character, line)
  const shown = escaped(lookalike(character, before))
  return isRead(character, line) ? `${joiner}${shown}` : shown
}

/** Four spaces at the beginning of a line would make it code; after the mark of a list, text is to come. */
function space(character: string, line: string): string {
  if (line.trim() === '') return ''
  return listMark.test(line) ? ` ${joiner}` : character
}

/** Whether Markdown, or Slack with its emoji, would read a character as more than itself in its place. */
function isRead(character: string, line: string): boolean {
  return isMarkup(character, line) || (character === ':' && emojiBegun.test(line))
}
