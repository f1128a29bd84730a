import type { Passage } from '../knowledge/search.ts'
import { type Block, blocksOf } from './blocks.ts'
import { asksHow, expectedFigure, type GivesFigure } from './expected.ts'
import { type Bag, bagOf, hasWanted, type Wanted, wantedOf, weigh } from './overlap.ts'

/** What is looked for, and where. */
export interface LookedFor {
  /** The question, with the earlier one where it follows on. */
  query: string
  language: string
  passages: Passage[]
}

/** The most words of an extractive answer, but for a list that is kept whole. */
export const mostWords = 120
/** Lists are kept whole up to here. */
const mostWordsOfList = 190
export interface ReadPassage {
  passage: Passage
  /** 0..1: how well it was found, against the best one. */
  rank: number
  blocks: Block[]
  /** The heading next above the text, and those above that. */
  heading: Bag
  path: Bag
}

export interface ReadQuestion {
  weights: Map<Wanted, number>
  total: number
  asksHow: boolean
  givesFigure: GivesFigure | undefined
  read: ReadPassage[]
}

/** Neighbouring blocks that could be quoted, and how well they answer. */
export interface Window {
  read: ReadPassage
  blocks: Block[]
  words: number
  finds: Set<Wanted>
  score: number
}

/** Cuts passages into blocks, and weighs what is asked by how rare it is among them. */
export function readQuestion({ query, language, passages }: LookedFor): ReadQuestion {
  const best = Math.max(...passages.map((passage) => passage.score))
  const read = passages.map((passage) => {
    const titles = passage.heading.split(' › ')
    return {
      passage,
      rank: passage.score / best,
      blocks: blocksOf(passage, language),
      heading: bagOf(titles.at(-1) ?? ''),
      path: bagOf(titles.slice(0, -1).join('\n')),
    }
  })
  const bags = read.flatMap(({ blocks }) => blocks.map(({ bag }) => bag))
  const there = [...weigh(wantedOf(query, language), bags)].filter(([, { isThere }]) => isThere)
  const weights = new Map(there.map(([want, { weight }]) => [want, weight]))
  const total = Math.max(
    0.001,
    [...weights.values()].reduce((sum, weight) => sum + weight, 0),
  )
  return { weights, total, asksHow: asksHow(query), givesFigure: expectedFigure(query), read }
}

/** Up to three neighbouring blocks. */
export function windowsOf({ blocks }: ReadPassage): Block[][] {
  return blocks.flatMap((_, start) =>
    [1, 2, 3]
      .map((length) => blocks.slice(start, start + length))
      .filter((window, index) => window.length === index + 1 && fits(window)),
  )
}

/** The words of blocks together. */
export const wordsOf = (blocks: Block[]): number => blocks.reduce((sum, { words }) => sum + words, 0)

/** Whether blocks are short enough to be quoted together. */
export function fits(blocks: Block[]): boolean {
  return wordsOf(blocks) <= (blocks.some(({ isList }) => isList) ? mostWordsOfList : mostWords)
}

/** Scores a window: what it finds, in its text or in the headings above it, and how well it is placed. */
export function judge(read: ReadPassage, blocks: Block[], question: ReadQuestion): Window {
  const { weights, total, givesFigure } = question
  const finds = new Set<Wanted>()
  let found = 0
  for (const [want, weight] of weights) {
    const share = shareFound(want, read, blocks, givesFigure !== undefined)
    if (share > 0) finds.add(want)
    found += weight * share
  }
  const points = [
    found / total,
    (givesFigure === undefined ? 0.4 : 0.2) * headingFit(read.heading, weights),
    // An introduction says what a section is about; a figure stands where it stands.
    givesFigure === undefined && blocks[0] === read.blocks[0] ? 0.1 : 0,
    givesFigure?.(textOf(blocks)) ? 0.4 : 0,
    question.asksHow ? procedureFit(blocks) : 0,
    blocks.every(({ isWhole }) => isWhole) ? 0 : -0.15,
    -0.02 * (blocks.length - 1),
    -Math.min(0.2, 0.003 * Math.max(0, wordsOf(blocks) - 15)),
  ]
  const score = (0.6 + 0.4 * read.rank) * points.reduce((sum, point) => sum + point, 0)
  return { read, blocks, words: wordsOf(blocks), finds, score }
}

/** 1 where the text has what is wanted, less where only the headings above it do. */
function shareFound(want: Wanted, read: ReadPassage, blocks: Block[], asksForFigure: boolean): number {
  if (blocks.some(({ bag }) => hasWanted(bag, want))) return 1
  if (hasWanted(read.heading, want)) return asksForFigure ? 0.6 : 0.8
  return hasWanted(read.path, want) ? 0.4 : 0
}

/** Steps say how; a sentence or two only say that there is a way. */
function procedureFit(blocks: Block[]): number {
  if (blocks.some(({ isList }) => isList)) return 0.4
  return wordsOf(blocks) < 12 ? -0.5 : 0
}

/** 0..1: how much of the heading is what was asked for. */
function headingFit(heading: Bag, weights: Map<Wanted, number>): number {
  const longer = heading.words.filter((word) => word.length > 2)
  if (longer.length === 0) return 0
  const met = longer.filter((word) =>
    [...weights.keys()].some((want) => hasWanted({ words: [word], codes: new Set() }, want)),
  )
  const codes = [...weights.keys()].filter((want) => want.codes.some((code) => heading.codes.has(code)))
  return Math.min(1, (met.length + 2 * codes.length) / longer.length)
}

/** The text of blocks, span by span. */
export function textOf(blocks: Block[]): string {
  return blocks.flatMap(({ spans }) => spans.map((span) => span.text)).join('\n')
}
