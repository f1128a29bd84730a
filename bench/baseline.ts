import { createHash } from 'node:crypto'
import { addDocument } from '../src/assistant/knowledge/document-store.ts'
import { replacePassages } from '../src/assistant/knowledge/index-store.ts'
import { indexed } from '../src/assistant/knowledge/indexed.ts'
import { takeLease } from '../src/assistant/knowledge/lease-store.ts'
import { readManual } from '../src/assistant/knowledge/pdf/manual.ts'
import type { Passage } from '../src/assistant/knowledge/pdf/passages.ts'
import { rankPassages } from '../src/assistant/knowledge/rank-store.ts'
import { wantsOf, wantsTable } from '../src/assistant/knowledge/terms.ts'
import { documentFieldsSchema } from '../src/assistant-api.ts'
import { type AssistantDb, openAssistantDb } from '../src/db.ts'
import type { Found } from './figures.ts'
import type { ManualFile, Question } from './questions.ts'

const windowWords = 512

/**
 * What is to be beaten: the same extracted text in windows of 512 words, no headings, no titles, ranked by BM25
 * alone.
 * @param stemmer PostgreSQL's dictionary; `simple` leaves words as they are.
 * @returns five windows for each question.
 */
export async function searchWindows(
  databaseUrl: string,
  { manuals, questions, stemmer }: { manuals: ManualFile[]; questions: Question[]; stemmer: string },
): Promise<Found[][]> {
  const db = openAssistantDb(databaseUrl)
  try {
    for (const manual of manuals) await indexWindows(db, manual, stemmer)
    const results: Found[][] = []
    for (const question of questions) results.push(await rank(db, question, stemmer))
    return results
  } finally {
    await db.$disconnect()
  }
}

async function indexWindows(db: AssistantDb, { name, bytes }: ManualFile, stemmer: string): Promise<void> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const fields = documentFieldsSchema.parse({ title: name, machine_models: [name] })
  await addDocument(db, fields, { filename: `${name}.pdf`, bytes, sha256 })
  const lease = await takeLease(db, new Date(), new Date(Date.now() + 60_000))
  if (lease === undefined) throw new Error('the document was not queued')
  const passages = await windowsOf(bytes)
  await replacePassages(db, lease, {
    pages: passages.at(-1)?.pageEnd ?? 0,
    stemmer,
    passages: indexed({ ...lease, title: '', machineModels: [] }, passages),
    signal: new AbortController().signal,
  })
}

async function windowsOf(bytes: Uint8Array<ArrayBuffer>): Promise<Passage[]> {
  const { pages } = await readManual(bytes.slice(), { maxPages: 10_000 }, () => {})
  const words = pages.flatMap(({ number, lines }) =>
    lines.flatMap(({ text }) => text.split(' ').map((word) => ({ word, page: number }))),
  )
  return Array.from({ length: Math.ceil(words.length / windowWords) }, (_, index) => {
    const window = words.slice(index * windowWords, (index + 1) * windowWords)
    return {
      path: [],
      pageStart: window[0]?.page ?? 0,
      pageEnd: window.at(-1)?.page ?? 0,
      text: window.map(({ word }) => word).join(' '),
    }
  })
}

async function rank(db: AssistantDb, { question, product }: Question, stemmer: string): Promise<Found[]> {
  const found = await rankPassages(db, {
    ...wantsTable(wantsOf(question)),
    languages: ['en'],
    stemmers: [stemmer],
    machineModel: product,
    language: null,
    askingWords: [],
    limit: 5,
  })
  return found.map(({ title, pageStart, pageEnd, text }) => ({ manual: title, pageStart, pageEnd, text }))
}
