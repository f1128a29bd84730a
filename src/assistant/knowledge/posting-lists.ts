/** A document's terms: for each, how often which of its passages (by ordinal, ascending) have it. */
export type PostingLists = Map<string, Map<number, number>>

/** Codes are set apart from words by this sign, which no word contains. */
export const codeMark = '#'

export interface PassageTerms {
  ordinal: number
  /** With how often they occur; words are not stemmed yet. */
  words: Map<string, number>
  codes: Map<string, number>
}

/** Counts a passage's terms in. Passages come in the order of their ordinals. */
export function addPassage(lists: PostingLists, { ordinal, words, codes }: PassageTerms): void {
  for (const [word, times] of words) count(lists, word, ordinal, times)
  for (const [code, times] of codes) count(lists, codeMark + code, ordinal, times)
}

export const wordsOf = (lists: PostingLists): string[] =>
  [...lists.keys()].filter((term) => !term.startsWith(codeMark))

/** The lists of words of one stem as one; `stems` has each word's. Codes stay as they are. */
export function underStems(lists: PostingLists, stems: Map<string, string>): PostingLists {
  const stemmed: PostingLists = new Map()
  for (const [term, passages] of lists) {
    for (const [ordinal, times] of passages) count(stemmed, stems.get(term) ?? term, ordinal, times)
  }
  return stemmed
}

function count(lists: PostingLists, term: string, ordinal: number, times: number): void {
  const passages = lists.get(term) ?? new Map<number, number>()
  passages.set(ordinal, (passages.get(ordinal) ?? 0) + times)
  lists.set(term, passages)
}
