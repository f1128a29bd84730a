import { isMarkup, joiner, lookalike } from '../../render/markdown.ts'

/** Nobody types them: control characters, and those that turn the direction of what follows. */
const controls = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu

/** The first half of a character, whose second is to come. */
const half = /[\ud800-\udbff]$/

/** A text without what no client can show; Adaptive Cards read `{{DATE(…)}}` everywhere, so no two braces stay together. */
export function clean(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(half, '')
    .toWellFormed()
    .replace(controls, '')
    .replaceAll('{{', `{${joiner}{`)
}

/**
 * A character as Markdown shows it, by what came before it alone. No character begins a list: lists are not shown
 * everywhere, and are counted anew.
 */
export function literalCharacter(character: string, before: string): string {
  const line = lineOf(before)
  if (/\s/.test(character)) return blank(line)
  const isRead = isMarkup(character, line) || (/[-+]/.test(character) && line.trim() === '')
  return `${isRead ? joiner : ''}${lookalike(character, before)}`
}

/** What stands in its line before a character. */
export const lineOf = (before: string): string => before.slice(before.lastIndexOf('\n') + 1)

/** Whether a line is a number that would begin a list if a blank followed it. */
export const isListNumber = (line: string): boolean => /^\s*\d{1,9}[.)]$/.test(line)

function blank(line: string): string {
  if (line.trim() === '') return ''
  return isListNumber(line) ? `${joiner} ` : ' '
}

/** Nothing that matters lies further back. */
const longestLook = 60

/** Each character of a text with what stands before it. */
export function written(text: string, write: (character: string, before: string) => string): string {
  return Array.from(text.matchAll(/[\s\S]/gu), ({ 0: character, index }) =>
    write(character, text.slice(Math.max(0, index - longestLook), index)),
  ).join('')
}

/** A line for an element that reads Markdown but no HTML: it says just what the text says. */
export function literal(text: string): string {
  const line = clean(text).replace(/\s+/g, ' ').trim()
  const shown = written(line, literalCharacter).replace(/[<&]/g, `$&${joiner}`)
  return isListNumber(line) ? `${shown}${joiner}` : shown
}
