import type { Passage } from '../knowledge/search.ts'
import { bagOf, hasWanted, wantedOf } from './overlap.ts'
import { sentencesOf } from './sentences.ts'
import { wordCount } from './spans.ts'

/** A safety note as the manual prints it, with the number (from 1) of the citation it stands in. */
export interface Warning {
  text: string
  citation: number
}

const mostWarnings = 2
/** The second sentence of a note is taken too where both have no more words than this. */
const mostWords = 40

const signal =
  /(?:^|[\n.!?]\s*)((?:WARNING|CAUTION|DANGER|ΠΡΟΕΙΔΟΠΟΙΗΣΗ|ΠΡΟΣΟΧΗ|ΚΙΝΔΥΝΟΣ|WARNUNG|VORSICHT|ACHTUNG|GEFAHR|AVERTISSEMENT|ATTENTION|MISE EN GARDE|ADVERTENCIA|PRECAUCIÓN|PELIGRO|ATENCIÓN|AVVERTENZA|ATTENZIONE|PERICOLO|(?:Warning|Caution|Danger|Προειδοποίηση|Προσοχή|Κίνδυνος|Warnung|Vorsicht|Attention)(?=[:!]))(?![\p{L}]).*)/gu

/**
 * The safety notes of the passages that are cited, each once: the two that have most to do with what was asked.
 */
export function warningsOf(cited: Passage[], query: string, language: string): Warning[] {
  const wanted = wantedOf(query, language)
  const met = (text: string) => {
    const bag = bagOf(text)
    return wanted.filter((want) => hasWanted(bag, want)).length
  }
  const found = cited.flatMap((passage, index) =>
    notesIn(passage.text, language).map((text) => ({ text, citation: index + 1 })),
  )
  return found
    .filter(({ text }, index) => found.findIndex((one) => one.text === text) === index)
    .toSorted((one, other) => met(other.text) - met(one.text))
    .slice(0, mostWarnings)
}

function notesIn(text: string, language: string): string[] {
  return Array.from(text.matchAll(signal), ([, note = '']) => {
    const [first, second] = sentencesOf(note, language)
    if (first === undefined) return ''
    const both = second && wordCount(first.text) + wordCount(second.text) <= mostWords
    const end = both ? second : first
    return note.slice(0, end.start + end.text.length).trim()
  }).filter((note) => wordCount(note) > 2)
}
