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
  const line = before.slice(before.lastIndexOf('\n') + 1)
  if (/\s/.test(character)) return line.trim() === '' ? '' : ' '
  const isRead = isMarkup(character, line) || beginsList(character, line)
  return `${isRead ? joiner : ''}${lookalike(character, before)}`
}

function beginsList(character: string, line: string): boolean {
  if (character === '-' || character === '+') return line.trim() === ''
  return (character === '.' || character === ')') && /^\s*\d{1,9}$/.test(line)
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
  return written(clean(text).replace(/\s+/g, ' ').trim(), literalCharacter).replace(/[<&]/g, `$&${joiner}`)
}
