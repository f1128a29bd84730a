import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { type Summarise, startSummaries } from '../../../src/bot/cases/summaries.ts'
import { isUnreachable } from '../../../src/db.ts'
import { citation } from '../../fakes/assistant.ts'
import { eventually } from '../../harness/eventually.ts'
import { place } from '../../harness/memory-platform.ts'
import { startTalk, type Talk } from '../../harness/talk.ts'

let talk: Talk

beforeEach(async () => {
  talk = await startTalk()
  talk.platform.rooms = { cases: place('cases') }
})
afterEach(async () => {
  expect(talk.errors).toEqual([])
  await talk.close()
})

const isSettled = async (number: number) =>
  !(await talk.house.db.case.findUniqueOrThrow({ where: { number } })).summaryOwed

/** Maria asks and gets a person. @returns the case, when its summary was asked for. */
async function settled(): Promise<{ number: number; room: string }> {
  const key = await talk.settle({ kind: 'message', text: 'Why does E-104 come?' }, { thread: 'town/1' })
  await talk.press(`${key}:reply`, 'get-a-person', { value: key, thread: 'town/1' })
  const { number } = await talk.house.db.case.findFirstOrThrow({ orderBy: { number: 'desc' } })
  await eventually(() => isSettled(number))
  return { number, room: `case:${number}` }
}

const asked = () => talk.assistant.calls.filter(({ path }) => path === '/api/ai/summaries')

test('what a model wrote stands on the card of a case, and that a model did; it is asked once', async () => {
  talk.assistant.summary = 'E-104 comes on the V4.0. The manual says to turn the main switch to ON.'
  const { number, room } = await settled()
  await talk.until(() => talk.words(room)?.includes('Summary:') === true)
  expect(talk.words(room)).toContain(
    `“Why does E-104 come?”\nSummary: ${talk.assistant.summary}\nA model wrote the summary from what stands here. What stands here counts.`,
  )
  const card = `${(await talk.house.caseStores.cases.find(number))?.sourceKey}:case`
  expect(talk.words(card)).not.toContain('Summary')
  await talk.press(room, 'case-take', { by: 'anna', thread: 'cases' })
  expect(talk.words(room)).toContain('Summary:')
  expect(asked()).toHaveLength(1)
  expect(JSON.parse(asked()[0]?.body ?? '')).toMatchObject({
    question: 'Why does E-104 come?',
    passages: [{ title: citation.title, page: citation.page, text: citation.quote }],
    words: [],
  })
})

test.each([
  ['no model writes one', null],
  ['the assistant does not know how', 404],
  ['the assistant is away', 503],
])('%s: the case is opened, shown and called about as ever, and the facts stand', async (_, summary) => {
  const called: string[] = []
  talk.ways.email = { reaches: () => true, send: async ({ id }) => void called.push(id) }
  talk.assistant.summary = summary
  const { number, room } = await settled()
  await talk.until(() => called.length > 0)
  const one = await talk.house.caseStores.cases.find(number)
  expect(one).toMatchObject({ status: 'open', summary: null })
  expect(talk.words(room)).toContain('“Why does E-104 come?”')
  expect(talk.words(room)).not.toContain('Summary')
})

test('a bot that ends while it asks has asked nothing: the next one does', async () => {
  await talk.rest()
  const { db, caseStores } = talk.house
  const { case: one } = await caseStores.cases.open({
    sourceKey: 'asked before the end',
    place: { platform: 'memory', thread: 'town/1' },
    openedBy: 'maria',
    question: 'Why?',
    machineModel: null,
    sessionId: null,
    evidence: { requestId: 'request' },
  })
  const begin = (summarise: Summarise) =>
    startSummaries({ ...caseStores, summarise, log: pino({ level: 'silent' }), isUnreachable })
  let asks = 0
  const first = begin(async (_facts, _requestId, signal) => {
    asks += 1
    return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  })
  // It is shown to nobody yet, and so nobody asks.
  await new Promise((resolve) => setTimeout(resolve, 1_500))
  expect(asks).toBe(0)
  await caseStores.cases.shown(one.number, one.version)
  first.wake()
  await eventually(() => asks === 1)
  await first.stop()
  expect(await db.case.findUnique({ where: { number: one.number } })).toMatchObject({ summaryOwed: true })

  const second = begin(async () => 'A summary.')
  await eventually(() => isSettled(one.number))
  await second.stop()
  const kept = await caseStores.cases.find(one.number)
  expect(kept).toMatchObject({ summary: 'A summary.', version: one.version + 1 })
  await caseStores.summaries.keep(one.number, 'Another one, late.')
  expect((await caseStores.cases.find(one.number))?.summary).toBe('A summary.')
})
