const segmenters = new Map<string, Intl.Segmenter>()

/** What a sentence may end with although it goes on: abbreviations, and the number of a list item. */
const unfinished =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|approx|max|min|no|nos|fig|cf|vs|π\.χ|δηλ|αρ|σελ|z\.B|ca|bzw|Nr|p\.ex)\.$|^\(?(?:\d{1,3}|\p{L})[.)]$/iu

/** A sentence's text without the white space around it, and where it stands in the whole. */
export interface Sentence {
  text: string
  start: number
}

/** The sentences of a text; a line break always ends one. */
export function sentencesOf(text: string, language: string): Sentence[] {
  const sentences: Sentence[] = []
  for (const { segment, index } of segmenterOf(language).segment(text)) {
    const last = sentences.at(-1)
    const piece = segment.trim()
    if (piece === '') continue
    if (
      last &&
      !/[\n\f]/.test(text.slice(last.start + last.text.length, index)) &&
      unfinished.test(last.text)
    ) {
      last.text = text.slice(last.start, index + segment.trimEnd().length)
    } else {
      sentences.push({ text: piece, start: index + segment.indexOf(piece) })
    }
  }
  return sentences
}

function segmenterOf(language: string): Intl.Segmenter {
  const known = segmenters.get(language)
  if (known !== undefined) return known
  const made = new Intl.Segmenter(language, { granularity: 'sentence' })
  segmenters.set(language, made)
  return made
}
