import type { Passage } from '../knowledge/search.ts'
import { type Bag, bagOf } from './overlap.ts'
import { type Span, spansOf, wordCount } from './spans.ts'

/** What is quoted whole: a sentence, or a list with the line that leads to it. */
export interface Block {
  spans: Span[]
  isList: boolean
  bag: Bag
  words: number
  /** Ends as a sentence does; a line of a table or a heading does not. */
  isWhole: boolean
}

/** A passage cut into blocks, in printed order. */
export function blocksOf(passage: Passage, language: string): Block[] {
  const groups: Span[][] = []
  for (const span of spansOf(passage, language)) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    const inList = span.kind !== 'sentence'
    const listGoesOn = inList && before !== undefined && before.kind !== 'sentence'
    const leadsOn = inList && last?.length === 1 && /[:·]$/.test(before?.text ?? '')
    if (last !== undefined && (listGoesOn || leadsOn)) last.push(span)
    else groups.push([span])
  }
  return groups.map((spans) => {
    const text = spans.map((span) => span.text).join('\n')
    return {
      spans,
      isList: spans.some(({ kind }) => kind !== 'sentence'),
      bag: bagOf(text),
      words: wordCount(text),
      isWhole: /[.!?:;…·]["'”’)]?$/u.test(text),
    }
  })
}
