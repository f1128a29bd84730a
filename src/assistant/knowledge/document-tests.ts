import type { DocumentTests } from '../../assistant-api.ts'
import type { AssistantDb } from '../../db.ts'
import { findSearchable } from './document-store.ts'
import { type OwnHeading, ownHeadings } from './heading-store.ts'
import { keyTerms, type NamedDocument } from './key-terms.ts'
import { type QuestionKind, questionAbout, questionFrom } from './question.ts'

const mostTerms = 3
const mostQuestions = 3

/** What a document can be tested with, out of its own text; null where there is none of this id. */
export async function testsOf(db: AssistantDb, documentId: string): Promise<DocumentTests | null> {
  const document = await findSearchable(db, documentId)
  if (document === null) return null
  if (!document.isReady) return { passages: 0, terms: [], questions: [] }
  const headings = await ownHeadings(db, documentId)
  const titles = headings.map(({ title }) => title)
  const terms = await keyTerms(db, document, titles, mostTerms)
  return {
    passages: document.passages,
    terms,
    questions: questionsOf(document, headings, terms).slice(0, mostQuestions),
  }
}

/** Work first: a heading that names it is answered by its section more surely than one that names a thing. */
const order: QuestionKind[] = ['work', 'error', 'thing']

function questionsOf({ language }: NamedDocument, headings: OwnHeading[], terms: string[]): string[] {
  const asked = headings.flatMap(({ title, isElsewhere }) => {
    const found = questionFrom(title, language)
    const rank = order.indexOf(found?.kind ?? 'thing') + (isElsewhere ? order.length : 0)
    return found === undefined ? [] : [{ question: found.question, rank }]
  })
  const best = asked.toSorted((a, b) => a.rank - b.rank).map(({ question }) => question)
  return [...new Set([...best, ...terms.map((term) => questionAbout(term, language))])]
}
