/** Shown as nothing; between two characters it keeps them from being read together as markup. */
export const joiner = '\u2060'

/** Not every reader of Markdown knows an escape for these: they are shown by characters that look the same. */
export const lookalikes: Record<string, string> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' }

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A text in which nothing is HTML, or a link, mention or command that is written like it. */
export function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => entities[character] ?? character)
}

/** A character by one that Markdown takes as it stands; inside of a word such as `ai_assistant` the line is such a one. */
export function lookalike(character: string, before: string): string {
  const isInWord = character === '_' && /[\p{L}\p{N}]$/u.test(before)
  return isInWord ? character : (lookalikes[character] ?? character)
}

/** Whether Markdown would read a character as more than itself behind what stands before it in its line. */
export function isMarkup(character: string, line: string): boolean {
  if (line.endsWith('\\')) return true
  switch (character) {
    case '#':
    case '>':
    case '+':
    case '=':
    case '|':
      return line.trim() === ''
    case '-':
      return /^\s*-+$/.test(line)
    case '(':
    case ':':
      return line.endsWith(']')
    case '/':
      return line.endsWith(':')
    case '.':
      return /\bwww$/i.test(line)
    case '@':
      return true
    default:
      return false
  }
}
