import { escaped, joiner } from '../../render/markdown.ts'
import { clean, isListNumber, lineOf, literalCharacter, written } from './text.ts'

/**
 * A plain text as the Markdown of a message that says just what the text says, a paragraph a line: a single line break
 * shows as none, and lists only on some clients, so their marks stay as they are.
 * What follows changes nothing of what came before, as streams want it: `markdownText(a + b)` begins with
 * `markdownText(a)`.
 */
export function markdownText(text: string): string {
  return written(clean(text).replace(/^\s+/, ''), (character, before) =>
    character === '\n' ? lineBreak(before) : escaped(literalCharacter(character, before)),
  )
}

function lineBreak(before: string): string {
  const line = lineOf(before)
  if (line.trim() === '') return ''
  return isListNumber(line) ? `${joiner}\n\n` : '\n\n'
}

/** A line of ours in bold. */
export const boldText = (text: string): string => `**${markdownText(text.replace(/\s+/g, ' ').trim())}**`
