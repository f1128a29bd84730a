import { scratchDatabase } from '../test/harness/database.ts'
import { bootAssistant } from './assistant.ts'
import { searchWindows } from './baseline.ts'
import { type Figures, type Found, figuresOf } from './figures.ts'
import { type ManualFile, type Question, readManuals, readQuestions } from './questions.ts'
import { printTable } from './table.ts'
import { withServer } from './with-server.ts'

/** What the search must reach, besides both shares of the baselines. */
const required = { inFive: 0.9, first: 0.6, maxWords: 900 }

/**
 * Uploads a folder's manuals to the real server, asks its questions, and sets what five results give against
 * plain windows of 512 words in the same run.
 * @returns whether everything required is reached.
 */
export async function retrieval(folder: string): Promise<boolean> {
  const [manuals, questions] = [readManuals(folder), readQuestions(folder)]
  return await withServer(async () => {
    const rows: [string, Figures][] = [
      ['search', figuresOf(questions, await onScratch((url) => searchAssistant(url, manuals, questions)))],
    ]
    for (const stemmer of ['simple', 'english_stem']) {
      const found = await onScratch((url) => searchWindows(url, { manuals, questions, stemmer }))
      rows.push([`512-word windows, ${stemmer}`, figuresOf(questions, found)])
    }
    process.stdout.write(`${questions.length} questions, ${manuals.length} manuals\n`)
    printTable([['', 'gold in five', 'gold first', 'words of five: mean', 'max'], ...rows.map(rowOf)])
    return judge(rows.map(([, figures]) => figures))
  })
}

async function onScratch<T>(work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const database = await scratchDatabase('assistant')
  try {
    return await work(database.url)
  } finally {
    await database.drop()
  }
}

async function searchAssistant(
  databaseUrl: string,
  manuals: ManualFile[],
  questions: Question[],
): Promise<Found[][]> {
  const assistant = await bootAssistant(databaseUrl)
  try {
    for (const manual of manuals) await assistant.upload(manual)
    const results: Found[][] = []
    for (const question of questions) results.push(await assistant.search(question))
    return results
  } finally {
    await assistant.close()
  }
}

function rowOf([name, { inFive, first, meanWords, maxWords }]: [string, Figures]): string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
  return [name, percent(inFive), percent(first), meanWords.toFixed(0), String(maxWords)]
}

function judge([search, ...baselines]: Figures[]): boolean {
  if (search === undefined) return false
  const inFive = Math.max(required.inFive, ...baselines.map((one) => one.inFive))
  const first = Math.max(required.first, ...baselines.map((one) => one.first))
  const reached = search.inFive >= inFive && search.first >= first && search.maxWords <= required.maxWords
  process.stdout.write(
    reached ? 'Everything required is reached.\n' : 'NOT everything required is reached.\n',
  )
  return reached
}
