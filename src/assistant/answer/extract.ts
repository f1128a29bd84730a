import type { Passage } from '../knowledge/search.ts'
import type { Block } from './blocks.ts'
import type { Span } from './spans.ts'
import {
  fits,
  judge,
  type LookedFor,
  mostWords,
  type ReadPassage,
  type ReadQuestion,
  readQuestion,
  textOf,
  type Window,
  windowsOf,
  wordsOf,
} from './windows.ts'

/** What is quoted of one passage: its spans in printed order. */
export interface Excerpt {
  passage: Passage
  spans: Span[]
}

/** Where no figure was asked for, sentences are added until there are this many words. */
const enoughWords = 45
/** A row of a table goes on below until there are this many. */
const wordsOfRow = 16

/**
 * Picks what answers best, word for word: neighbouring sentences, or a whole list where the question asks how,
 * and from a second and third passage only what the first leaves open.
 */
export function extract(options: LookedFor): Excerpt[] {
  const question = readQuestion(options)
  const windows = question.read
    .flatMap((read) => windowsOf(read).map((blocks) => judge(read, blocks, question)))
    .sort((one, other) => other.score - one.score)
  const withFigure = windows.filter(
    ({ blocks, finds }) => finds.size > 0 && question.givesFigure?.(textOf(blocks)),
  )
  return choose(withFigure.length > 0 ? withFigure : windows, question).map(({ read, blocks }) => ({
    passage: read.passage,
    spans: extended(read, blocks, question).flatMap((block) => block.spans),
  }))
}

/** The best window, then those of other passages that find what is still open and are nearly as good. */
function choose(windows: Window[], { weights, total }: ReadQuestion): Window[] {
  const chosen: Window[] = []
  for (const window of windows) {
    const best = chosen[0]
    if (best === undefined) chosen.push(window)
    else {
      const known = new Set(chosen.flatMap(({ finds }) => [...finds]))
      const open = [...window.finds].filter((want) => !known.has(want))
      const adds = open.reduce((sum, want) => sum + (weights.get(want) ?? 0), 0) / total
      const words = chosen.reduce((sum, one) => sum + one.words, window.words)
      const isNew = !chosen.some(({ read }) => read === window.read)
      if (isNew && words <= mostWords && adds >= 0.3 && window.score >= 0.7 * best.score) chosen.push(window)
    }
    if (chosen.length === 3) break
  }
  return chosen
}

/** A window with what follows it as far as it belongs to it: more sentences, or the rest of a table's row. */
function extended(read: ReadPassage, blocks: Block[], { givesFigure }: ReadQuestion): Block[] {
  const last = blocks.at(-1)
  const following = last === undefined ? [] : read.blocks.slice(read.blocks.indexOf(last) + 1)
  const result = [...blocks]
  for (const next of following) {
    const goesOn = result.every(({ isWhole }) => isWhole)
      ? sentenceGoesOn(result, next)
      : rowGoesOn(result, next)
    const isDone =
      givesFigure !== undefined && (result.every(({ isWhole }) => isWhole) || givesFigure(textOf(result)))
    if (isDone || !goesOn || !fits([...result, next])) break
    result.push(next)
  }
  return result
}

function sentenceGoesOn(blocks: Block[], next: Block): boolean {
  const words = wordsOf(blocks)
  return next.isWhole && (words < enoughWords || (next.isList && words < mostWords))
}

/** The cells of a row that breaks its lines stand below each other. */
function rowGoesOn(blocks: Block[], next: Block): boolean {
  return !next.isWhole && wordsOf(blocks) < wordsOfRow
}
