import type { Question } from './questions.ts'

/** What a search gave, as far as it is measured. */
export interface Found {
  /** The manual's name without .pdf. */
  manual: string
  pageStart: number
  pageEnd: number
  text: string
}

export interface Figures {
  /** Shares of the questions, 0..1. */
  inFive: number
  first: number
  /** Words of a question's results together. */
  meanWords: number
  maxWords: number
}

/** Judges what was found for each question, in the questions' order. */
export function figuresOf(questions: Question[], results: Found[][]): Figures {
  const words = results.map((found) => found.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0))
  const share = (hits: boolean[]): number => hits.filter(Boolean).length / hits.length
  return {
    inFive: share(
      questions.map((question, index) => (results[index] ?? []).some((found) => isGold(found, question))),
    ),
    first: share(
      questions.map((question, index) =>
        (results[index] ?? []).slice(0, 1).some((found) => isGold(found, question)),
      ),
    ),
    meanWords: words.reduce((sum, count) => sum + count, 0) / words.length,
    maxWords: Math.max(...words),
  }
}

/** A result covers its pages; it hits when any page is one that answers. */
function isGold({ manual, pageStart, pageEnd }: Found, { gold }: Question): boolean {
  return gold.some(({ file, from, to }) => file === `${manual}.pdf` && from <= pageEnd && to >= pageStart)
}
