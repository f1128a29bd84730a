/** Numbers of sources, with the word that they follow and the punctuation after them: one line holds all three. */
export interface Marked {
  word: string
  marks: number[]
  after: string
}

/** An answer as structure: paragraphs and lists of pieces. */
export type Piece = string | Marked
export type Part =
  | { kind: 'paragraph'; lines: Piece[][] }
  | { kind: 'list'; ordered: boolean; start: number; items: Piece[][] }

const bullet = /^\s*[-•]\s+(.*)$/
const numbered = /^\s*(\d{1,3})[.)]\s+(.*)$/

const marked = /((?:[\d.,]+ )?\S{0,30}?)((?:\s*\[\d{1,2}\])+)([.,;:!?)…·»”]*)/g

const unit =
  /(?<=\d) (?=(?:Nm|mm|cm|m|km|bar|MPa|kV|V|mA|A|kW|W|Hz|L|ml|kg|g|°C|h|s|min|rpm|dB|%)(?![\p{L}\d]))/gu

/** A figure and its unit stay on one line. */
function withUnits(text: string): string {
  return text.replace(unit, '\u00a0')
}

/** Splits a line into plain text and words with their `[n]` marks. */
export function pieces(line: string): Piece[] {
  const found: Piece[] = []
  let read = 0
  for (const { 0: all, 1: word = '', 2: marks = '', 3: after = '', index } of line.matchAll(marked)) {
    if (index > read) found.push(withUnits(line.slice(read, index)))
    found.push({ word, marks: (marks.match(/\d+/g) ?? []).map(Number), after })
    read = index + all.length
  }
  if (read < line.length) found.push(withUnits(line.slice(read)))
  return found
}

function item(line: string): { ordered: boolean; start: number; text: string } | undefined {
  const number = numbered.exec(line)
  if (number) return { ordered: true, start: Number(number[1]), text: number[2] ?? '' }
  const dash = bullet.exec(line)
  return dash ? { ordered: false, start: 1, text: dash[1] ?? '' } : undefined
}

function addItem(parts: Part[], found: { ordered: boolean; start: number; text: string }): void {
  const last = parts.at(-1)
  if (last?.kind === 'list' && last.ordered === found.ordered) last.items.push(pieces(found.text))
  else {
    const { ordered, start } = found
    parts.push({ kind: 'list', ordered, start, items: [pieces(found.text)] })
  }
}

/** Reads an answer's plain text: blank lines part paragraphs, "- " and "1. " begin list items. */
export function answerParts(text: string): Part[] {
  const parts: Part[] = []
  let open = false
  for (const line of text.split('\n')) {
    const found = item(line)
    const last = parts.at(-1)
    if (line.trim() === '') open = false
    else if (found) {
      addItem(parts, found)
      open = false
    } else if (open && last?.kind === 'paragraph') last.lines.push(pieces(line))
    else {
      parts.push({ kind: 'paragraph', lines: [pieces(line)] })
      open = true
    }
  }
  return parts
}
