import type { AssistantDb } from '../../db.ts'
import { askingWords } from './asking-words.ts'
import { type OwnTerm, ownTerms } from './key-terms-store.ts'
import { stemmerOf } from './stemmers.ts'
import { stemsOf } from './stems-store.ts'
import { termsOf } from './terms.ts'

/** What key terms are chosen for. */
export interface NamedDocument {
  documentId: string
  title: string
  language: string
  machineModels: string[]
}

/** Looked at for each term that is asked for: some are no word that anybody would type. */
const candidatesEach = 10
const token = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[-‐‑–./_'’+][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*/gu
const word = /^\p{L}[\p{L}\p{M}]{3,}$/u
const code = /^\p{L}[-\p{L}\p{N}./]*\p{N}[-\p{L}\p{N}./]*$/u

/**
 * Words that a document can be known by, as they stand in its text: frequent in it and rare in the others. The
 * words of its own name are not among them, since every passage of it is found by those, whatever its text is.
 */
export async function keyTerms(
  db: AssistantDb,
  document: NamedDocument,
  headings: readonly string[],
  limit: number,
): Promise<string[]> {
  const stemmer = stemmerOf(document.language)
  const name = termsOf([document.title, ...document.machineModels].join('\n'))
  const idle = [...askingWords, ...name.map(({ kind, text }) => (kind === 'code' ? `#${text}` : text))]
  const own = await ownTerms(db, document.documentId, {
    stemmer,
    idle,
    titles: termsOf(headings.join(' ')).map(({ text }) => text),
    limit: limit * candidatesEach,
  })
  const spelled = await Promise.all(own.map((one) => spelling(db, stemmer, one)))
  return [...new Set(spelled.filter((one) => one !== undefined))].slice(0, limit)
}

/** How the text writes a term most often; undefined where it is no word or code that anybody would type. */
async function spelling(
  db: AssistantDb,
  stemmer: string,
  { term, text }: OwnTerm,
): Promise<string | undefined> {
  const tokens = (text.match(token) ?? []).filter((one) => (term.startsWith('#') ? code : word).test(one))
  const matching = term.startsWith('#') ? tokens.filter((one) => isCode(one, term.slice(1))) : await stemmed()
  const counts = Map.groupBy(matching, (one) => one)
  return [...counts].toSorted(([, a], [, b]) => b.length - a.length)[0]?.[0]

  async function stemmed(): Promise<string[]> {
    const stems = await stemsOf(db, stemmer, tokens.map(foldedWord))
    return tokens.filter((_, index) => stems[index] === term)
  }
}

const foldedWord = (one: string): string => termsOf(one)[0]?.text ?? one

function isCode(one: string, text: string): boolean {
  return termsOf(one).some((term) => term.kind === 'code' && term.text === text)
}
