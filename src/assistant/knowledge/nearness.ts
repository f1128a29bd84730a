import type { Candidate } from './rank-store.ts'
import { termsOf } from './terms.ts'

/** Neighbours in the question that stand this near each other in the text were meant together. */
const near = 3
/** What such a pair adds, as a share of what its more common word weighs. */
const bonus = 1.5

/**
 * Adds to a passage's score where words that are neighbours in the question are neighbours in its heading or
 * text too: "off timer" is more than "off" and "timer".
 */
export function withNearness(candidate: Candidate): Candidate {
  const asked = askedInOrder(candidate)
  const words = termsOf(`${candidate.heading}\n${candidate.text}`)
    .filter((term) => term.kind === 'word')
    .map((term) => term.text)
  const places = asked.map(({ stems }) =>
    words.flatMap((word, at) => (stems.some((stem) => is(word, stem)) ? [at] : [])),
  )
  const extra = asked.slice(1).map((want, index) => {
    const [before, after] = [places[index] ?? [], places[index + 1] ?? []]
    const together = before.some((a) => after.some((b) => a !== b && Math.abs(a - b) <= near))
    return together ? bonus * Math.min(want.weight, asked[index]?.weight ?? 0) : 0
  })
  return { ...candidate, score: extra.reduce((sum, one) => sum + one, candidate.score) }
}

interface Asked {
  stems: string[]
  weight: number
}

function askedInOrder({ askedWants, askedTerms, askedWeights }: Candidate): Asked[] {
  const byWant = new Map<number, Asked>()
  for (const [index, want] of askedWants.entries()) {
    const asked = byWant.get(want) ?? { stems: [], weight: askedWeights[index] ?? 0 }
    asked.stems.push(askedTerms[index] ?? '')
    byWant.set(want, asked)
  }
  return [...byWant.entries()].toSorted((a, b) => a[0] - b[0]).map(([, asked]) => asked)
}

/** Whether a word has this stem, near enough: stems are beginnings of words, but for y (battery, batteri). */
function is(word: string, stem: string): boolean {
  return word.startsWith(stem) || (stem.endsWith('i') && word.startsWith(`${stem.slice(0, -1)}y`))
}
