import { fold } from '../knowledge/fold.ts'
import { type Term, termsOf, type Want, wantsOf } from '../knowledge/terms.ts'
import { asksForFigure, expectedFigure, namesOfMeasure } from './expected.ts'
import { isShortWord } from './language.ts'

/** A thing that a question asks for: it may be spelled in several ways. */
export interface Wanted {
  words: string[]
  codes: string[]
  /** It asks for a figure, such as "heavy" in "how heavy": the figure meets it. */
  isMeasure: boolean
}

/** A text as it is compared with questions. */
export interface Bag {
  words: string[]
  codes: Set<string>
}

/** What a question asks for, without the short words of its language. */
export function wantedOf(question: string, language: string): Wanted[] {
  const asksForOne = expectedFigure(question) !== undefined
  const seen = new Set<string>()
  return wantsOf(question).flatMap((want) => {
    const key = want.map((term) => term.text).join(' ')
    const [asked] = want
    const idle = asked?.kind === 'word' && isShortWord(asked.text, language)
    if (asked === undefined || idle || seen.has(key)) return []
    seen.add(key)
    const isMeasure = asksForOne && asked.kind === 'word' && asksForFigure(asked.text)
    return [wantedFrom(want, isMeasure ? namesOfMeasure(asked.text) : undefined, isMeasure)]
  })
}

function wantedFrom(want: Want, otherWords: string[] | undefined, isMeasure: boolean): Wanted {
  const texts = (kind: Term['kind']) => want.filter((term) => term.kind === kind).map((term) => term.text)
  return { words: otherWords ?? texts('word'), codes: texts('code'), isMeasure }
}

/** A text's words and codes. */
export function bagOf(text: string): Bag {
  const terms = termsOf(text)
  const texts = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map((term) => term.text)
  return { words: texts('word'), codes: new Set(texts('code')) }
}

/** Whether a text has what is wanted: a code exactly, a word in any of its forms. */
export function hasWanted(bag: Bag, { words, codes }: Pick<Wanted, 'words' | 'codes'>): boolean {
  return (
    codes.some((code) => bag.codes.has(code)) ||
    words.some((wanted) => bag.words.some((word) => isSameWord(word, wanted)))
  )
}

/** What each wanted thing weighs: the rarer in the texts at hand, the more; what is in none weighs most. */
export function weigh(wanted: Wanted[], bags: Bag[]): Map<Wanted, { weight: number; isThere: boolean }> {
  return new Map(
    wanted.map((want) => {
      const having = bags.filter((bag) => hasWanted(bag, want)).length
      return [want, { weight: Math.log(1 + bags.length / (having + 0.5)), isThere: having > 0 }]
    }),
  )
}

/**
 * Whether two words are forms of one: the same beginning, with endings of up to three letters. It stands for
 * stemming where the language of neither is sure.
 */
export function isSameWord(one: string, other: string): boolean {
  if (one === other) return true
  const shorter = Math.min(one.length, other.length)
  let common = 0
  while (common < shorter && one[common] === other[common]) common += 1
  return common >= 4 && one.length - common <= 3 && other.length - common <= 3 && !/\p{N}/u.test(one + other)
}

/** The share of a text's longer words that another text has. */
export function shareOfWords(text: string, source: string): number {
  const words = [...new Set(fold(text).match(/\p{L}{4,}/gu) ?? [])]
  const known = new Set(fold(source).match(/\p{L}{4,}/gu) ?? [])
  if (words.length === 0) return 0
  return words.filter((word) => [...known].some((other) => isSameWord(word, other))).length / words.length
}
