/** A message that is a command: its first word, what follows, and both as they were written. */
export interface CommandWords {
  word: string
  rest: string
  whole: string
}

/** Reads `/ai word rest` and `/word rest`; null for anything else, which is a question. */
export function commandWords(text: string): CommandWords | null {
  const match = /^\/(?:ai(?:\s+|$))?((\S*)\s*([\s\S]*))$/i.exec(text.trim())
  if (match === null) return null
  const [, whole = '', word = '', rest = ''] = match
  return { word: word.toLowerCase() || 'help', rest, whole }
}

/**
 * The names that a mistyped word is near to: one slip for words of up to four letters, else two; nearest first.
 */
export function nearNames(word: string, names: string[]): string[] {
  const limit = word.length <= 4 ? 1 : 2
  return (
    names
      // Without this, one word of a whole page is compared for seconds.
      .filter((name) => Math.abs(name.length - word.length) <= limit)
      .map((name) => ({ name, slips: slipsBetween(word, name) }))
      .filter(({ slips }) => slips <= limit)
      .sort((a, b) => a.slips - b.slips)
      .map(({ name }) => name)
  )
}

/** How many letters must be put in, left out, changed or swapped with their neighbour. */
export function slipsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)]
  const at = (row: number, column: number) => rows[row]?.[column] ?? 0
  for (let row = 1; row <= a.length; row += 1) {
    rows[row] = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1]
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isSwap ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      )
    }
  }
  return at(a.length, b.length)
}
