import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { RunRecord, UploadAccepted } from '../../../src/bot/web/api.ts'
import { documentId, type FakeAssistant, notFound, startFakeAssistant } from '../../fakes/assistant.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
  wordsOf,
} from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { documentWith } from '../../sops/manuals/documents.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})
const older = '22222222-2222-4222-8222-222222222222'
beforeEach(async () => {
  // The assistant of these tests gives every upload the same id.
  await home.query("UPDATE runs SET request_key = 'before ' || number, lock = 'before ' || number")
  assistant.documents = []
  assistant.uploaded = documentWith(documentId)
  assistant.calls.splice(0)
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

async function upload(words = ''): Promise<UploadAccepted> {
  const form = new FormData()
  form.set('title', 'V4.0 Maintenance')
  form.set('file', new Blob(['%PDF-1.7']), 'v4.pdf')
  const response = await fetch(`${bot.url}/api/documents?${new URLSearchParams({ words })}`, {
    method: 'POST',
    body: form,
    headers: { cookie: 'person=kim' },
  })
  expect(response.status).toBe(202)
  return (await response.json()) as UploadAccepted
}

async function record(number: number | null, person = 'kim'): Promise<RunRecord> {
  const response = await visit(bot, person).call('GET', `/api/runs/${number}`)
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return (await response.json()) as RunRecord
}

const ended = (number: number | null) =>
  eventually(async () => {
    const run = await record(number)
    return run.status !== 'running' && run
  })

const press = (number: number | null, action: string, value: string, person = 'kim') =>
  visit(bot, person).call('POST', `/api/runs/${number}/presses`, { action, value })

const reply = async (text: string, person = 'kim') => {
  const visitor = visit(bot, person)
  return { visitor, ...(await visitor.reply(await visitor.say(text))) }
}

test('an upload is followed by a run that its keeper may see, and ends with the proof', async () => {
  const { document_id: id, run } = await upload('blade bolts')
  expect(id).toBe(documentId)
  const { card } = await ended(run)
  expect(wordsOf(card).split('\n')).toEqual([
    expect.stringMatching(/^DONE · Manual added · V4\.0 Maintenance, proved in \d/),
    'Pages: 64',
    'Passages: 412',
    'Found: 1st of 1 for “blade bolts”',
    'Cited: page 12, quoted, for “How do I clean the nozzle?”',
    `V4.0 Start-up, page 12 (http://localhost:3000/documents/${documentId}?page=12)`,
    expect.stringMatching(/^R-\d+ · Plan [0-9A-F]{4} · SOP-003$/),
    '[Remove the manual…]',
  ])
  const search = assistant.calls.find(({ path }) => path.endsWith('/search'))
  expect(JSON.parse(search?.body ?? '').query).toBe('blade bolts')
})

test('others than keepers and those on call do not see it, and press nothing on it', async () => {
  const { run } = await upload()
  await ended(run)
  expect((await record(run, 'nikos')).name).toBe(`R-${run}`)
  for (const person of ['maria', 'alex']) {
    expect((await visit(bot, person).call('GET', `/api/runs/${run}`)).status).toBe(403)
  }
  for (const person of ['maria', 'alex', 'nikos', 'anna']) {
    const response = await press(run, 'run-remove-manual', `${run} ${documentId}`, person)
    expect([person, response.status]).toEqual([person, 403])
  }
  expect(assistant.documents).toHaveLength(1)
  // A run that is not a keeper's to ask for stays hidden from them.
  expect((await visit(bot, 'kim').call('GET', '/api/runs/999999')).status).toBe(403)
  expect((await visit(bot, 'kim').call('GET', '/api/runs')).status).toBe(403)
})

test('a scan fails with what to do; read again and it goes on; removed, the card says so', async () => {
  assistant.uploaded = documentWith(documentId, { status: 'failed', error: 'It is a scan. Run OCR on it.' })
  const { run } = await upload()
  const failed = await ended(run)
  expect(wordsOf(failed.card)).toContain('FAILED · Manual · V4.0 Maintenance · step 2: Read the manual')
  expect(wordsOf(failed.card)).toContain('What happened: It is a scan. Run OCR on it.')
  expect(wordsOf(failed.card)).toContain('Now: it cannot be searched.')
  const again = buttonIn(failed.card, 'run-read-again')
  expect((await press(run, 'run-read-again', again?.value ?? '')).status).toBe(200)
  expect(assistant.calls.some(({ path }) => path.endsWith('/reindex'))).toBe(true)
  assistant.documents.splice(0, 1, documentWith(documentId))
  const done = await ended(run)
  const remove = buttonIn(done.card, 'run-remove-manual')
  expect((await press(run, 'run-remove-manual', remove?.value ?? '')).status).toBe(200)
  expect(wordsOf((await record(run)).card)).toMatch(
    /^REMOVED · Manual · V4\.0 Maintenance\nKim Specimen removed it/,
  )
  expect(assistant.documents).toEqual([])
})

test('a manual that no answer stands on is not proved, and is tried again by its button', async () => {
  assistant.plan(notFound)
  const { run } = await upload()
  const failed = await ended(run)
  expect(wordsOf(failed.card)).toContain('Now: it can be searched, and is not proved.')
  expect((await press(run, 'run-retry', buttonIn(failed.card, 'run-retry')?.value ?? '')).status).toBe(200)
  expect((await ended(run)).status).toBe('done')
})

test('an older version is offered to be removed, after the proof', async () => {
  assistant.documents.push(documentWith(older, { created_at: '2026-01-02T10:00:00.000Z' }))
  const { run } = await upload()
  const { card } = await ended(run)
  expect(wordsOf(card)).toContain('There too: “V4.0 Maintenance” of 2026-01-02.')
  const button = buttonIn(card, 'run-remove-manual')
  expect(button).toMatchObject({ label: 'Remove that of 2026-01-02…', value: `${run} ${older}` })
  expect((await press(run, 'run-remove-manual', button?.value ?? '')).status).toBe(200)
  expect(assistant.documents.map(({ document_id: id }) => id)).toEqual([documentId])
  expect(wordsOf((await record(run)).card)).not.toContain('There too')
})

test('/manuals lists what there is with its state; one without a run is tried by a button', async () => {
  const failed = { status: 'failed', error: 'It is a scan.', title: 'Scan' } as const
  assistant.documents.push(documentWith(documentId), documentWith(older, failed))
  const { visitor, entry, text, card } = await reply('/manuals')
  expect(text.split('\n')).toEqual([
    'Manuals',
    'V4.0 Maintenance · V4.0 · en · 64 pages · ready, not tried',
    'Scan · V4.0 · en · 64 pages · could not be read',
    'Add a manual… (/manuals/add)',
    '[V4.0 Maintenance] [Scan]',
  ])
  const shown = await visitor.reply(await clicked(visitor, entry, 'manual', documentId))
  expect(shown.text).toContain('READY · Manual · V4.0 Maintenance')
  const key = await clicked(visitor, shown.entry, 'prove-manual', documentId)
  expect(key).toBeTruthy()
  const proved = await eventually(async () => {
    const { text: now } = await reply('/manuals')
    return /ready, proved \(R-\d+\)/.test(now) && now
  })
  expect(proved).toContain('V4.0 Maintenance')
  expect(buttonIn(card, 'manual')?.value).toBe(documentId)
}, 60_000)

async function clicked(
  visitor: ReturnType<typeof visit>,
  entry: Parameters<typeof visitor.click>[0],
  action: string,
  value: string,
): Promise<string> {
  const response = await visitor.click(entry, action, value)
  expect(response.status).toBe(202)
  const rows = await home.query<{ delivery_key: string }>(
    'SELECT delivery_key FROM inbox ORDER BY received_at DESC LIMIT 1',
  )
  return (rows[0]?.delivery_key ?? '').replace(/^web:/, '')
}

test('/manuals add says how; the page is served at the address of its link', async () => {
  expect((await reply('/manuals add')).text).toMatch(/^Add a manual\nAdd a manual… \(\/manuals\/add\)/)
  const page = await visit(bot, 'kim').call('GET', '/manuals/add')
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
})

test('who is no keeper is refused', async () => {
  expect((await reply('/manuals', 'maria')).text).toContain('/ai manuals is not for your role')
})

test('where the assistant goes away once it has the file, the upload stands, and says that no run follows', async () => {
  assistant.uploaded = null
  expect(await upload()).toEqual({ document_id: documentId, status: 'queued', run: null })
})
