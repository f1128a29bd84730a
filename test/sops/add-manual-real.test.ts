import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { documentAcceptedSchema } from '../../src/assistant-api.ts'
import { execute } from '../../src/sops/execute.ts'
import type { Run } from '../../src/sops/run.ts'
import { startTestAssistant, type TestAssistant } from '../assistant/harness.ts'
import { madePdf, scannedPdf } from '../assistant/knowledge/made-pdf.ts'
import { type FakeOpenAi, passageWith, startFakeOpenAi } from '../fakes/openai.ts'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

/** The real assistant: what its reading, search and chat make of real files. */
let database: ScratchDatabase
let openai: FakeOpenAi
let assistant: TestAssistant
let writing: TestAssistant
let house: RunsHouse
let writingHouse: RunsHouse

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  openai = await startFakeOpenAi()
  assistant = await startTestAssistant({ DATABASE_URL: database.url, CHAT_PER_MINUTE: '1000' })
  writing = await startTestAssistant({
    DATABASE_URL: database.url,
    CHAT_PER_MINUTE: '1000',
    OPENAI_API_KEY: 'sk-test-key-that-nobody-may-see',
    OPENAI_BASE_URL: openai.url,
  })
  house = await runsHouse({ assistantUrl: assistant.url })
  writingHouse = await runsHouse({ assistantUrl: writing.url })
}, 120_000)
afterAll(async () => {
  await Promise.all([house.close(), writingHouse.close()])
  await Promise.all([assistant.close(), writing.close()])
  await openai.stop()
  await database.drop()
})

interface Added {
  title: string
  models?: string
  language?: string
  words?: string
}

/** Uploads a file and follows it to its end. */
async function added(
  pdf: Uint8Array<ArrayBuffer>,
  { title, models = '', language = 'en', words = '' }: Added,
  at = house,
): Promise<Run> {
  const form = new FormData()
  form.set('title', title)
  form.set('machine_models', models)
  form.set('language', language)
  form.set('file', new File([pdf], 'manual.pdf', { type: 'application/pdf' }))
  const response = await assistant.call('/ai/knowledge/documents', { method: 'POST', body: form })
  expect(response.status).toBe(202)
  const { document_id: document } = documentAcceptedSchema.parse(await response.json())
  const wanted = {
    procedure: 'add-manual',
    parameters: { document, words },
    reason: null,
    key: `upload:${document}`,
    place: { platform: 'web', thread: 'a' },
  }
  return await execute(await at.runs.request(wanted, at.actor('kim')), at.executeParts())
}

const sample = async (name: string) =>
  new Uint8Array(await readFile(join(import.meta.dirname, `../../samples/manuals/${name}.pdf`)))
const evidence = ({ state }: Run) =>
  Object.fromEntries(
    state.steps.flatMap(({ ending }) => ending?.evidence ?? []).map(({ label, value }) => [label, value]),
  )

test.each([
  ['v4.0.en', 'V4.0', 'en'],
  ['v3.1b.el', 'V3.1B', 'el'],
])(
  'the sample manual %s is read, found by its own words and cited',
  async (name, models, language) => {
    const run = await added(await sample(name), { title: `AutoBoss ${models}`, models, language })
    expect(run.state).toMatchObject({ status: 'done', why: null })
    expect(evidence(run)).toMatchObject({
      Pages: '10',
      Found: expect.stringMatching(/^1st of 5 for “\S+ \S+ \S+”$/),
      Cited: expect.stringMatching(/^page \d+, quoted, for “.+[?;]”$/),
    })
  },
  120_000,
)

test('a model’s answer counts as well, where it stands on the manual', async () => {
  openai.says((told) => `It holds 40 m of rope [${passageWith('The drum of the winch', told)}].`)
  const text = 'The drum of the winch holds 40 m of rope. Wind it up before the winter. '.repeat(3)
  const pdf = await madePdf({ sections: [{ title: 'Winding the drum', text }] })
  const run = await added(new Uint8Array(pdf), { title: 'Winch manual', models: 'W-7' }, writingHouse)
  expect(run.state).toMatchObject({ status: 'done', why: null })
  expect(evidence(run).Cited).toMatch(/^page 1, written by AI, for “/)
}, 60_000)

test('words that do not stand in it do not find it: not proved', async () => {
  const text = 'The mixer stirs the paint. Clean the mixer with thinner. '.repeat(5)
  const pdf = await madePdf({ sections: [{ title: 'Cleaning the mixer', text }] })
  const words = 'mixer, centrifuge bearing'
  const run = await added(new Uint8Array(pdf), { title: 'Paint manual', models: 'P-1', words })
  expect(run.state).toMatchObject({ status: 'failed', current: 4 })
  expect(run.state.why).toBe('A search for “centrifuge bearing” finds nothing.')
}, 60_000)

test('a text that nobody could search for is not proved', async () => {
  const text = '12 34 56 of the and 78 90 '.repeat(30)
  const pdf = await madePdf({ sections: [{ title: '', text }], noOutline: true })
  const run = await added(new Uint8Array(pdf), { title: 'Table', models: 'T-1' })
  expect(run.state).toMatchObject({ status: 'failed', current: 4 })
  expect(run.state.why).toBe('It holds no words of its own that it could be found by.')
}, 60_000)

test('a copy of what another manual says is found, and the chat answers from the other: not proved', async () => {
  const text =
    'The press bends the sheet. Grease the ram of the press every week with grease of grade 2. '.repeat(4)
  const made = (footer: string) => madePdf({ sections: [{ title: 'Greasing the ram', text }], footer })
  const first = await added(new Uint8Array(await made('old')), { title: 'Press manual', models: 'P-9' })
  expect(first.state).toMatchObject({ status: 'done', why: null })
  const second = await added(new Uint8Array(await made('new')), { title: 'Press manual', models: 'P-9' })
  expect(second.state.steps[0]?.ending?.noted?.olderManuals).toMatchObject([{ title: 'Press manual' }])
  expect(second.state).toMatchObject({ status: 'failed', current: 5 })
  expect(second.state.why).toContain('was answered from “Press manual”, page 1.')
  const [older] = second.state.steps[0]?.ending?.noted?.olderManuals ?? []
  await house.runs.removeDocument(second.number, older?.document ?? '', house.actor('kim'))
  const retried = await house.runs.retry(second.number, 5, house.actor('kim'))
  expect((await execute(retried, house.executeParts())).state.status).toBe('done')
}, 90_000)

test.each([
  ['a scan', () => scannedPdf(2), 'The PDF has no text, only pictures of pages: it is a scan.'],
  [
    'one behind a password',
    () => madePdf({ sections: [{ title: 'A', text: 'Secret.' }], password: 'x' }),
    'The PDF is protected by a password.',
  ],
])(
  '%s says what is wrong and what to do',
  async (name, made, why) => {
    const run = await added(new Uint8Array(await made()), { title: name })
    expect(run.state).toMatchObject({ status: 'failed', current: 2 })
    expect(run.state.why).toContain(why)
  },
  60_000,
)
