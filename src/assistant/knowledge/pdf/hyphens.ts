import type { Line } from './line.ts'

/** Joins a line's text to the next: with a space, or mended where a word was divided. */
export type JoinLines = (text: string, next: string) => string

const dividedEnd = /(\p{L}[\p{L}\p{M}]+)-$/u
const wordStart = /^([\p{L}\p{M}]+)/u

/**
 * A hyphen at a line's end may belong to the word (third-party) or to the print (mainte-nance). The document's
 * own words decide; where they are silent, whether it divides words at all.
 */
export function lineJoiner(lines: Line[]): JoinLines {
  const words = vocabulary(lines)
  const divides = dividesWords(lines, words)
  return (text, next) => {
    const head = dividedEnd.exec(text)?.[1]
    const tail = wordStart.exec(next)?.[1]
    if (head === undefined || tail === undefined)
      return text.endsWith('-') && tail !== undefined ? text + next : `${text} ${next}`
    const verdict = divided(words, head, tail) ?? (divides && tail === tail.toLowerCase())
    return verdict ? text.slice(0, -1) + next : text + next
  }
}

/** Whether the hyphen is the print's (true) or the word's (false), as far as the document's words tell. */
function divided(words: Set<string>, head: string, tail: string): boolean | undefined {
  if (words.has(`${head}${tail}`.toLowerCase())) return true
  return words.has(`${head}-${tail}`.toLowerCase()) ? false : undefined
}

function vocabulary(lines: Line[]): Set<string> {
  const words = new Set<string>()
  for (const { text } of lines) {
    for (const [word] of text.toLowerCase().matchAll(/[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu)) words.add(word)
  }
  return words
}

function dividesWords(lines: Line[], words: Set<string>): boolean {
  let [print, word] = [0, 0]
  for (const [index, { text }] of lines.entries()) {
    const head = dividedEnd.exec(text)?.[1]
    const tail = wordStart.exec(lines[index + 1]?.text ?? '')?.[1]
    if (head === undefined || tail === undefined) continue
    const verdict = divided(words, head, tail)
    if (verdict === true) print += 1
    if (verdict === false) word += 1
  }
  return print >= 2 && print > word
}
