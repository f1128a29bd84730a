import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { waitingProcedures } from '../../src/sops/catalog.ts'
import { execute } from '../../src/sops/execute.ts'
import { next } from '../../src/sops/next.ts'
import type { Run } from '../../src/sops/run.ts'
import {
  citation,
  documentId,
  type FakeAssistant,
  foundPassage,
  notFound,
  startFakeAssistant,
} from '../fakes/assistant.ts'
import { eventually } from '../harness/eventually.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'
import { documentWith } from './manuals/documents.ts'

let assistant: FakeAssistant
let house: RunsHouse
beforeAll(async () => {
  assistant = await startFakeAssistant()
  house = await runsHouse({ assistantUrl: assistant.url })
})
afterAll(async () => {
  await house.close()
  await assistant.stop()
})
beforeEach(() => {
  assistant.documents = [documentWith(documentId)]
  assistant.found = [foundPassage]
  assistant.tests.questions = ['How do I clean the nozzle?']
  assistant.calls.splice(0)
})

const other = '22222222-2222-4222-8222-222222222222'
let asked = 0

function added({ words = '', by = 'kim' } = {}): Promise<Run> {
  asked += 1
  const parameters = { document: documentId, words }
  const place = { platform: 'web', thread: 'a' }
  const wanted = { procedure: 'add-manual', parameters, reason: null, key: `manual ${asked}`, place }
  return house.runs.request(wanted, house.actor(by))
}

const ended = async (run: Run) => await execute(run, house.executeParts())
const evidence = (run: Run) => run.state.steps.flatMap((step) => step.ending?.evidence ?? [])
const calls = (method: string, path: string) =>
  assistant.calls.filter((call) => call.method === method && call.path.endsWith(path))

test('it begins at once: the form was its confirmation, and the record says so', async () => {
  const run = await added()
  expect(run.events.map(({ type, by }) => [type, by])).toEqual([
    ['requested', 'kim'],
    ['approved', 'kim'],
  ])
  expect(run.state).toMatchObject({ status: 'running', approval: 'none' })
  const audits = await house.db.audit.findMany({
    where: { subject: `R-${run.number}` },
    orderBy: { at: 'asc' },
  })
  expect(audits.map(({ action, person }) => [action, person])).toEqual([
    ['run.requested', 'kim'],
    ['run.approved', 'kim'],
  ])
  await ended(run)
})

test('it takes no place among the runs that act', async () => {
  const run = await added()
  const now = house.clock.now()
  expect(await house.store.claim(now, { but: waitingProcedures })).toBeNull()
  expect((await house.store.claim(now, { of: waitingProcedures }))?.number).toBe(run.number)
  await ended(run)
})

test('read, listed, found by its own words and cited, it is done, with the evidence', async () => {
  const run = await ended(await added())
  expect(run.state).toMatchObject({ status: 'done', why: null })
  expect(evidence(run)).toEqual([
    { label: 'Pages', value: '64' },
    { label: 'Passages', value: '412' },
    { label: 'Found', value: '1st of 1 for “carriage nozzle”' },
    { label: 'Cited', value: 'page 12, quoted, for “How do I clean the nozzle?”' },
  ])
  const [search] = calls('POST', '/search')
  expect(JSON.parse(search?.body ?? '')).toEqual({ query: 'carriage nozzle', machine_model: 'V4.0' })
  const [chat] = calls('POST', '/chat')
  expect(JSON.parse(chat?.body ?? '')).toMatchObject({
    message: 'How do I clean the nozzle?',
    machine_model: 'V4.0',
  })
})

test('words that were given are searched for one by one', async () => {
  await ended(await added({ words: 'blade bolts, E-104' }))
  expect(calls('POST', '/search').map(({ body }) => JSON.parse(body).query)).toEqual(['blade bolts', 'E-104'])
})

test('nobody else may, and it needs no agent', async () => {
  await expect(added({ by: 'nikos' })).rejects.toMatchObject({ code: 'not_allowed' })
  await house.testAgent.vanish()
  expect((await ended(await added())).state.status).toBe('done')
  await house.testAgent.reopen()
})

test('a file that cannot be read fails it with the reason; read again, it goes on from there', async () => {
  const scan = { status: 'failed', error: 'It is a scan. Run OCR on it.' } as const
  assistant.documents.splice(0, 1, documentWith(documentId, scan))
  const failed = await ended(await added())
  expect(failed.state).toMatchObject({ status: 'failed', current: 2, why: 'It is a scan. Run OCR on it.' })
  const again = await house.runs.readAgain(failed.number, 2, house.actor('kim'))
  expect(calls('POST', '/reindex')).toHaveLength(1)
  assistant.documents.splice(0, 1, documentWith(documentId))
  expect((await ended(again)).state.status).toBe('done')
})

test('a manual that its words do not find fails it', async () => {
  assistant.found = [{ ...foundPassage, document_id: other, title: 'V3.1B' }]
  const run = await ended(await added())
  expect(run.state).toMatchObject({ status: 'failed', current: 4 })
  expect(run.state.why).toContain('does not find it among the first 1; first comes “V3.1B”, page 37.')
})

test('a manual that no answer stands on fails it; a retry asks anew', async () => {
  assistant.tests.questions = ['How do I clean the nozzle?', 'What is a nozzle?']
  assistant.plan(notFound, { pieces: ['From another.'], answer: { citations: [] } })
  const run = await ended(await added())
  expect(run.state).toMatchObject({ status: 'failed', current: 5 })
  expect(run.state.why).toBe(
    '“How do I clean the nozzle?” was answered with “not found”. 1 more question did not cite it either.',
  )
  const retried = await house.runs.retry(run.number, 5, house.actor('kim'))
  expect((await ended(retried)).state.status).toBe('done')
  expect(new Set(calls('POST', '/chat').map(({ headers }) => headers['idempotency-key'])).size).toBe(3)
})

test('while it is read its progress is told, and its time-out does not run out as long as that moves', async () => {
  const reading = (done: number) =>
    documentWith(documentId, { status: 'processing', pages: 1_300, pages_done: done })
  assistant.documents.splice(0, 1, reading(0))
  const run = await added()
  const executing = ended(run)
  const told = async () =>
    (await house.store.find(run.number))?.events.flatMap((event) =>
      event.type === 'step-progress' ? [event.progress] : [],
    ) ?? []
  // Each time more than half of the time-out passes; together, far more than all of it.
  for (const done of [0, 400, 800, 1_200]) {
    assistant.documents.splice(0, 1, reading(done))
    const words = `reading page ${(done + 1).toLocaleString('en')} of 1,300`
    await eventually(async () => (await told()).includes(words))
    house.clock.wind(600_000)
  }
  assistant.documents.splice(0, 1, documentWith(documentId, { pages: 1_300, pages_done: 1_300 }))
  expect((await executing).state.status).toBe('done')
}, 60_000)

test('where nothing moves, the time runs out', async () => {
  assistant.documents.splice(
    0,
    1,
    documentWith(documentId, { status: 'processing', pages: 9, pages_done: 3 }),
  )
  const run = await added()
  const executing = ended(run)
  await eventually(async () => (await house.store.find(run.number))?.events.at(-1)?.type === 'step-progress')
  house.clock.wind(901_000)
  expect((await executing).state.why).toMatch(/^It got no further than “reading page 4 of 9” for 90\d s\.$/)
}, 30_000)

test('stopped at every event and gone on with by another: it ends, and each question is one', async () => {
  let run = await added()
  let takers = 0
  while (next(run.plan, run.events).do !== 'end') {
    const interrupt = new AbortController()
    const store = house.otherStore()
    const append: typeof store.append = async (...given) => {
      const appended = await store.append(...given)
      interrupt.abort()
      return appended
    }
    const parts = { ...house.executeParts(interrupt.signal), store: { ...store, append } }
    await execute(run, parts).catch(() => undefined)
    takers += 1
    run = (await house.store.find(run.number)) ?? run
  }
  expect(run.state.status).toBe('done')
  expect(takers).toBe(10)
  expect(calls('POST', '/documents')).toEqual([])
  expect(new Set(calls('POST', '/chat').map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
}, 60_000)

test('an older version is said to be there, and is removed only once the new one is proved', async () => {
  const old = documentWith(other, { created_at: '2026-01-02T10:00:00.000Z' })
  assistant.documents.push(old)
  const run = await added()
  const early = house.runs.removeDocument(run.number, other, house.actor('kim'))
  await expect(early).rejects.toMatchObject({ code: 'not_now' })
  const done = await ended(run)
  expect(done.state.steps[0]?.ending?.detail).toContain('“V4.0 Maintenance” of 2026-01-02 is there too')
  const removed = await house.runs.removeDocument(done.number, other, house.actor('kim'))
  expect(removed.state.removed).toEqual([other])
  expect(assistant.documents.map(({ document_id: id }) => id)).toEqual([documentId])
  const [audit] = await house.db.audit.findMany({
    where: { action: 'run.document-removed', outcome: 'done' },
  })
  expect(audit).toMatchObject({ person: 'kim', outcome: 'done', subject: `R-${done.number}` })
  const twice = house.runs.removeDocument(done.number, other, house.actor('kim'))
  await expect(twice).rejects.toMatchObject({ code: 'not_now' })
})

test('an older version that answers in the place of the new one may go before it is proved', async () => {
  assistant.documents.push(documentWith(other, { created_at: '2026-01-02T10:00:00.000Z' }))
  assistant.plan({
    pieces: ['From the old one.'],
    answer: { citations: [{ ...citation, document_id: other }] },
  })
  const run = await ended(await added())
  expect(run.state).toMatchObject({ status: 'failed', current: 5 })
  await house.runs.removeDocument(run.number, other, house.actor('kim'))
  const retried = await house.runs.retry(run.number, 5, house.actor('kim'))
  expect((await ended(retried)).state).toMatchObject({ status: 'done', removed: [other] })
})

test.each(['nikos', 'maria', 'alex'])('%s removes nothing, and the attempt is on record', async (who) => {
  const run = await ended(await added())
  const attempt = house.runs.removeDocument(run.number, documentId, house.actor(who))
  await expect(attempt).rejects.toMatchObject({ code: 'not_allowed' })
  expect(assistant.documents).toHaveLength(1)
  const [audit] = await house.db.audit.findMany({ where: { subject: `R-${run.number}`, outcome: 'refused' } })
  expect(audit?.person).toBe(who)
  expect(audit?.action).toBe('run.document-removed')
})

test('a manual that is not this run’s is not removed by it', async () => {
  const run = await ended(await added())
  assistant.documents.push(documentWith(other, { title: 'Something else' }))
  const attempt = house.runs.removeDocument(run.number, other, house.actor('kim'))
  await expect(attempt).rejects.toMatchObject({ code: 'not_now' })
})

test('a manual that somebody removed meanwhile ends it, and cannot be tried again', async () => {
  const run = await added()
  assistant.documents.splice(0)
  const failed = await ended(run)
  expect(failed.state).toMatchObject({ status: 'failed', current: 1 })
  const again = house.runs.retry(failed.number, 1, house.actor('kim'))
  await expect(again).rejects.toMatchObject({ code: 'not_now' })
})
