import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { testsOf } from '../../../src/assistant/knowledge/document-tests.ts'
import { search } from '../../../src/assistant/knowledge/search.ts'
import type { DocumentTests } from '../../../src/assistant-api.ts'
import { type KnowledgeBase, openKnowledgeBase } from './knowledge-base.ts'
import { madePdf, scannedPdf } from './made-pdf.ts'

let base: KnowledgeBase
const ids: Record<string, string> = {}

const common =
  'The machine is cleaned with water. The operator reads the display and closes the cover. '.repeat(4)

beforeAll(async () => {
  base = await openKnowledgeBase()
  const about = async (thing: string, extra: string) =>
    madePdf({
      sections: [
        { title: `Cleaning the ${thing}`, text: `${extra} The ${thing} is cleaned every week. ${common}` },
        { title: 'Start-up', text: common },
        { title: 'Shut-down', text: `${common} ${extra}` },
      ],
    })
  ids.nozzle = await base.add(await about('nozzle', 'E-204 says that the nozzle is blocked.'), {
    title: 'Sprayer manual',
    machine_models: ['Sprayer'],
  })
  ids.blade = await base.add(await about('blade', 'The blade is sharpened.'), {
    title: 'Cutter manual',
    machine_models: ['Cutter'],
  })
  ids.greek = await base.add(
    await madePdf({
      sections: [
        {
          title: 'Καθαρισμός του ακροφυσίου',
          text: 'Το ακροφύσιο καθαρίζεται κάθε εβδομάδα με νερό. Το ακροφύσιο στεγνώνει. '.repeat(5),
        },
      ],
    }),
    { title: 'Ψεκαστήρας', language: 'el' },
  )
  ids.plain = await base.add(
    await madePdf({
      sections: [{ title: '', text: 'Grease the spindle. The spindle turns. '.repeat(9) }],
      noOutline: true,
    }),
    { title: 'Bulletin' },
  )
  ids.numbers = await base.add(
    await madePdf({
      sections: [{ title: '', text: '1 2 3 is the of and 4 5 6 '.repeat(12) }],
      noOutline: true,
    }),
    { title: 'Table' },
  )
  ids.scan = await base.add(await scannedPdf(2), { title: 'Scan' })
  await base.read(Object.values(ids))
}, 120_000)
afterAll(() => base.close())

const tests = async (name: string): Promise<DocumentTests> => {
  const found = await testsOf(base.db, ids[name] ?? '')
  if (found === null) throw new Error(`no document ${name}`)
  return found
}

test('its terms are what it has and the others lack, as it writes them, and a search for them finds it', async () => {
  for (const [name, own, foreign] of [
    ['nozzle', 'nozzle', 'blade'],
    ['blade', 'blade', 'nozzle'],
  ] as const) {
    const { terms, passages } = await tests(name)
    expect(terms).toContain(own)
    expect(terms.join(' ')).not.toMatch(new RegExp(`${foreign}|\\bthe\\b|manual`, 'i'))
    expect(passages).toBe(await base.db.chunk.count({ where: { documentId: ids[name] ?? '' } }))
    const results = await search(base.db, { query: terms.join(' '), limit: 5 })
    expect(results[0]?.document_id).toBe(ids[name])
  }
  expect((await tests('nozzle')).terms).toContain('E-204')
})

test('in Greek too, with its accents', async () => {
  const { terms, questions } = await tests('greek')
  expect(terms).toContain('ακροφύσιο')
  expect(questions[0]).toBe('Πώς γίνεται ο καθαρισμός του ακροφυσίου;')
})

test('its questions come from its own headings before those that other manuals have too', async () => {
  const { questions } = await tests('nozzle')
  expect(questions[0]).toBe('How do I clean the nozzle?')
  expect(questions.length).toBeLessThanOrEqual(3)
})

test('without headings the questions are about its terms', async () => {
  const { terms, questions } = await tests('plain')
  expect(terms).toContain('spindle')
  expect(questions).toContain('What does the manual say about spindle?')
})

test('a text without a word that says anything has neither: it cannot be proved', async () => {
  expect(await tests('numbers')).toMatchObject({ terms: [], questions: [] })
})

test('what is not ready has none, what is not there is null', async () => {
  expect(await tests('scan')).toEqual({ passages: 0, terms: [], questions: [] })
  expect(await testsOf(base.db, '11111111-1111-4111-8111-111111111111')).toBeNull()
})
