import type { Passage } from '../knowledge/search.ts'
import { expectedFigure, type GivesFigure } from './expected.ts'
import { type Bag, bagOf, hasWanted, type Wanted, wantedOf, weigh } from './overlap.ts'

/** How well what was found fits what was asked. */
export interface Relevance {
  /** Good enough to be quoted as the answer. */
  answers: boolean
  /** Good enough for a model to look at, which says itself when the answer is not there. */
  worthReading: boolean
}

/** Passages that are judged: an answer rarely stands below the first few. */
const judged = 5
/** The share of what was asked, by weight, that must be there; less where a heading is about it. */
const enough = 0.5
const enoughUnderHeading = 0.4
const enoughToRead = 0.2
/** Where a figure is asked for, one in so many things asked may be missing: else it is the figure of another. */
const mayMissOneIn = 4

/** What a manual is about, so that its pages need not name it. */
const generic = new Set(['machine', 'device', 'unit', 'μηχανημα', 'συσκευη', 'maschine', 'gerat', 'maquina'])

/**
 * Judges whether passages answer a question: a code that was asked for must be there, and at least half of what
 * was asked, rare words counting more. A single word may have been met by chance.
 */
export function relevanceOf(query: string, language: string, passages: Passage[]): Relevance {
  const wanted = wantedOf(query, language)
  const lines = passages.flatMap(({ text }) => text.split('\n').map(bagOf))
  const weights = weigh(wanted, lines)
  const givesFigure = expectedFigure(query)
  const supports = passages.slice(0, judged).map((passage) => supportOf(weights, passage, givesFigure))
  return {
    answers: wanted.length > 0 && supports.some((support) => isEnough(support, wanted)),
    worthReading: supports.some(({ share }) => share >= enoughToRead),
  }
}

interface Support {
  has: Set<Wanted>
  /** 0..1 of what was asked, by weight. */
  share: number
  heading: Bag
  text: Bag
  /** Whether a line about it gives the figure that was asked for; undefined where none was. */
  givesFigure: boolean | undefined
}

function supportOf(
  weights: ReturnType<typeof weigh>,
  passage: Passage,
  isFigure: GivesFigure | undefined,
): Support {
  const heading = bagOf(passage.heading)
  const text = bagOf(passage.text)
  const wanted = [...weights.keys()]
  const matched = new Set(passage.matched)
  const givesFigure = isFigure && lineWithFigure(passage.text, heading, wanted, isFigure)
  const isMet = (want: Wanted) =>
    hasWanted(text, want) ||
    hasWanted(heading, want) ||
    matched.has(want.words[0] ?? want.codes[0] ?? '') ||
    (givesFigure === true && want.isMeasure)
  const has = new Set(wanted.filter(isMet))
  const sum = (wants: Iterable<Wanted>) =>
    [...wants].reduce((total, want) => total + (weights.get(want)?.weight ?? 0), 0)
  return { has, share: sum(has) / Math.max(0.001, sum(wanted)), heading, text, givesFigure }
}

function lineWithFigure(text: string, heading: Bag, wanted: Wanted[], isFigure: GivesFigure): boolean {
  const isAbout = (bag: Bag) => wanted.some((want) => hasWanted(bag, want))
  return text.split('\n').some((line) => isFigure(line) && (isAbout(heading) || isAbout(bagOf(line))))
}

function isEnough(support: Support, wanted: Wanted[]): boolean {
  const { has, share, heading, text, givesFigure } = support
  const isCode = (want: Wanted) => want.words.length === 0
  if (wanted.some((want) => isCode(want) && !has.has(want))) return false
  if (givesFigure === false || (givesFigure && !missesLittle(support, wanted))) return false
  const inHeading = [...has].some((want) => hasWanted(heading, want))
  const [only, ...others] = wanted
  if (only !== undefined && others.length === 0) {
    const times = text.words.filter((word) => only.words.includes(word)).length
    return has.has(only) && (isCode(only) || inHeading || times > 1 || givesFigure === true)
  }
  return share >= (inHeading ? enoughUnderHeading : enough)
}

function missesLittle({ has }: Support, wanted: Wanted[]): boolean {
  const missing = wanted.filter((want) => !has.has(want) && !generic.has(want.words[0] ?? ''))
  return missing.length <= Math.floor(wanted.length / mayMissOneIn)
}
