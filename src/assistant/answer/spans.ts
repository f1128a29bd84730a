import type { Passage } from '../knowledge/search.ts'
import { sentencesOf } from './sentences.ts'

/** A sentence or list item of a passage, word for word. */
export interface Span {
  text: string
  /** The page it stands on. */
  page: number
  /** Its paragraph's number in the passage, from 0. */
  paragraph: number
  kind: 'sentence' | 'step' | 'item'
}

const step = /^\(?(?:\d{1,2}|[a-zα-ω])[.)]\s/u
const item = /^[•◦▪■●○►‣·–—*-]\s/u

/** A passage's sentences and list items, in printed order. List items stay whole. */
export function spansOf(passage: Passage, language: string): Span[] {
  return paragraphsOf(passage).flatMap(({ text, page }, paragraph) => {
    const kind = step.test(text) ? 'step' : item.test(text) ? 'item' : 'sentence'
    const texts = kind === 'sentence' ? sentencesOf(text, language).map((sentence) => sentence.text) : [text]
    return texts.map((text): Span => ({ text, page, paragraph, kind }))
  })
}

function paragraphsOf({ pages }: Passage): { text: string; page: number }[] {
  return pages.flatMap(({ page, text }) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => ({ text: line, page })),
  )
}

/** The number of words of a text. */
export function wordCount(text: string): number {
  return text.match(/\S+/g)?.length ?? 0
}
