import type { Paragraph } from './paragraphs.ts'

/** Between the two pages that a passage may span stands a form feed, as text tools write it. */
export const pageBreak = '\f'

/** A piece of a section, small enough to be handed to a reader or a model. */
export interface Passage {
  /** The titles above it, outermost first. */
  path: string[]
  pageStart: number
  /** At most one page after pageStart. */
  pageEnd: number
  /** Exactly what is printed, white space apart; lines are paragraphs, a form feed is the page break. */
  text: string
}

/** The most words of a passage: five of them stay below 900. */
export const maxWords = 180

/** A sentence, and whether a paragraph begins with it. */
interface Unit {
  page: number
  text: string
  words: number
  opens: boolean
}

export const countWords = (text: string): number => text.match(/\S+/g)?.length ?? 0

/** Cuts a section into passages of about equal length, at the borders of sentences. */
export function cutPassages(path: string[], paragraphs: Paragraph[]): Passage[] {
  const units = paragraphs.flatMap(unitsOf)
  const total = units.reduce((sum, unit) => sum + unit.words, 0)
  const target = total / Math.ceil(total / maxWords)
  const groups: Unit[][] = []
  let words = 0
  for (const unit of units) {
    const group = groups.at(-1)
    const first = group?.[0]
    if (
      group !== undefined &&
      first !== undefined &&
      words + unit.words <= maxWords &&
      words < target &&
      unit.page <= first.page + 1
    ) {
      group.push(unit)
      words += unit.words
    } else {
      groups.push([unit])
      words = unit.words
    }
  }
  return groups.flatMap((group) => passageOf(path, group))
}

function passageOf(path: string[], units: Unit[]): Passage[] {
  const [first, last] = [units[0], units.at(-1)]
  if (first === undefined || last === undefined) return []
  let text = ''
  let page = first.page
  for (const unit of units) {
    if (text !== '') text += unit.page !== page ? pageBreak : unit.opens ? '\n' : ' '
    text += unit.text
    page = unit.page
  }
  return [{ path, pageStart: first.page, pageEnd: last.page, text }]
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' })

function unitsOf({ page, text }: Paragraph): Unit[] {
  const parts = Array.from(sentences.segment(text), ({ segment }) => segment.trim()).filter(
    (part) => part !== '',
  )
  return parts
    .flatMap(cutLong)
    .map((part, index) => ({ page, text: part, words: countWords(part), opens: index === 0 }))
}

/** A "sentence" longer than a passage is a table or a list without full stops: it is cut between words. */
function cutLong(sentence: string): string[] {
  const words = sentence.split(/\s+/)
  const pieces: string[] = []
  for (let at = 0; at < words.length; at += maxWords) pieces.push(words.slice(at, at + maxWords).join(' '))
  return pieces
}
