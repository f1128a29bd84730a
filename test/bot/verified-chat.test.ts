import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Request } from '../../src/bot/handler.ts'
import { proposeAnswer, type WantedAnswer } from '../../src/bot/verified/propose.ts'
import { citation } from '../fakes/assistant.ts'
import { place } from '../harness/memory-platform.ts'
import { startTalk, type Talk } from '../harness/talk.ts'
import { documentWith } from '../sops/manuals/documents.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
  talk.assistant.documents = [documentWith(citation.document_id, { sha256: 'd'.repeat(64) })]
})
beforeEach(() => {
  talk.platform.rooms = { cases: place('cases') }
})
afterAll(() => talk.close())
afterEach(() => expect(talk.errors).toEqual([]))

const wanted = (more: Partial<WantedAnswer> = {}): WantedAnswer => ({
  sourceKey: 'case 31 resolved',
  caseNumber: 31,
  question: 'How tight must the blade bolts be?',
  answer: '62 Nm in two passes. [1]',
  machineModel: 'V4.0',
  citations: [citation],
  writtenBy: 'anna',
  ...more,
})

/** As whoever resolves a case would have it kept. */
async function propose(more: Partial<WantedAnswer> = {}) {
  const { person, verified, requestId } = talk.house.actor('anna')
  const inbound = { kind: 'message' as const, text: 'resolved' }
  const delivery = { key: 'resolving', place: place('town'), personId: 'anna', verified, requestId, inbound }
  const request: Request = {
    delivery: { ...delivery, receivedAt: talk.house.clock.now() },
    person,
    platform: talk.platform,
    isResumed: false,
    signal: new AbortController().signal,
    with: talk.collaborators,
  }
  const outcome = await proposeAnswer(wanted(more), request)
  const row = await talk.house.db.verifiedAnswer.findUnique({ where: { sourceKey: wanted(more).sourceKey } })
  return { outcome, row, id: String(row?.id), post: `verified:V-${row?.id}` }
}

const audited = async (subject: string) =>
  (await talk.house.db.audit.findMany({ where: { subject }, orderBy: { id: 'asc' } })).map(
    ({ action, person, outcome }) => `${action} ${person} ${outcome}`,
  )
const outgoing = () =>
  talk.house.db.outgoing.findMany({ where: { destination: 'verified-answer' }, orderBy: { id: 'asc' } })

test('a proposed answer is shown where cases are read, once, with whose it is and what it stands on', async () => {
  const { post, row } = await propose()
  await propose({ answer: 'Proposed again, it is the first.' })
  expect(row).toMatchObject({
    status: 'proposed',
    documents: [{ document_id: citation.document_id, sha256: 'd'.repeat(64) }],
  })
  expect(await talk.house.db.verifiedAnswer.count()).toBe(1)
  expect(talk.platform.posts.get(post)).toMatchObject({ place: place('cases'), reader: null })
  expect(talk.words(post)).toMatch(/^NEEDS REVIEW · V-\d+ · How tight must the blade bolts be\? · V4\.0/)
  expect(talk.words(post)).toContain('62 Nm in two passes. [1]')
  expect(talk.words(post)).toContain('Written by: Anna Placeholder')
  expect(talk.words(post)).toContain('[Approve] [Reject]')
  expect(await outgoing()).toEqual([])
})

test('who wrote it does not approve it, nor reject it, and that is noted', async () => {
  const { id, post } = await propose()
  for (const action of ['answer-approve', 'answer-reject']) {
    const key = await talk.press(post, action, { by: 'anna', thread: 'cases', value: id })
    expect(talk.words(`${key}:reply`)).toContain('You wrote this; someone else must review it.')
  }
  expect(await audited(`V-${id}`)).toEqual([
    'answer.proposed anna done',
    'answer.review anna refused',
    'answer.review anna refused',
  ])
})

test('staff may not review', async () => {
  const { id, post } = await propose()
  await talk.press(post, 'answer-approve', { by: 'nikos', thread: 'cases', value: id })
  expect((await propose()).row?.status).toBe('proposed')
})

test('of two who approve at once one does; it is sent once, with names and its date', async () => {
  const { id, post } = await propose()
  const list = await talk.settle({ kind: 'message', text: '/ai answers' }, { by: 'kim' })
  const own = await talk.press(`${list}:reply`, 'answer-show', { by: 'kim', value: id })
  const keys = await Promise.all([
    talk.press(post, 'answer-approve', { by: 'petros', thread: 'cases', value: id }),
    talk.press(`${own}:reply`, 'answer-approve', { by: 'kim', value: id }),
  ])
  const told = keys.map((key) => talk.words(`${key}:reply`) ?? '')
  expect(told.filter((words) => words.includes(`V-${id} is approved by`))).toHaveLength(1)
  const { row } = await propose()
  expect(row).toMatchObject({ status: 'approved', version: 2 })
  expect([...(await audited(`V-${id}`))].slice(-1)).toEqual([`answer.approved ${row?.reviewedBy} done`])
  const sent = await outgoing()
  const reviewer = talk.house.people.current.byId(row?.reviewedBy ?? '')?.name
  expect(sent).toMatchObject([
    {
      key: `V-${id}`,
      version: 2,
      payload: {
        status: 'approved',
        written_by: 'Anna Placeholder',
        reviewed_by: reviewer,
        expires_at: row?.expiresAt?.toISOString(),
      },
    },
  ])
  const days = ((row?.expiresAt?.getTime() ?? 0) - (row?.reviewedAt?.getTime() ?? 0)) / 86_400_000
  expect(days).toBe(180)
  expect(talk.words(post)).toMatch(/^APPROVED · /)
  expect(talk.words(post)).toContain('[Retire]')
})

test('/ai answers shows what waits and what is given, to whoever may review', async () => {
  const { id } = await propose({ sourceKey: 'another', question: 'Which oil does the pump need?' })
  const key = await talk.settle({ kind: 'message', text: '/ai answers' }, { by: 'kim' })
  const words = talk.words(`${key}:reply`) ?? ''
  expect(words).toMatch(/^Verified answers · 1 to review/)
  expect(words).toMatch(/To review\n.*“Which oil does the pump need\?” · Anna Placeholder/)
  expect(words).toMatch(
    /Given now\n.*“How tight must the blade bolts be\?” · Anna Placeholder, until \d+ \w+ \d{4}/,
  )
  const seen = await talk.press(`${key}:reply`, 'answer-show', { by: 'kim', value: id })
  expect(talk.words(`${seen}:reply`)).toContain('[Approve] [Reject]')
  const rejected = await talk.press(`${seen}:reply`, 'answer-reject', { by: 'kim', value: id })
  expect(talk.words(`${rejected}:reply`)).toMatch(/^REJECTED · /)
  expect(talk.words(`verified:V-${id}`)).toMatch(/^REJECTED · /)
  expect(await outgoing()).toHaveLength(1)
  const others = await talk.settle({ kind: 'message', text: '/ai answers' }, { by: 'maria' })
  expect(talk.words(`${others}:reply`)).not.toMatch(/^Verified answers/)
})

test('however many retire and approve at the same moment, each happens once', async () => {
  const { id } = await propose({ sourceKey: 'many', question: 'How heavy is it?' })
  const { verified, people } = talk.collaborators
  const actors = ['petros', 'kim', 'petros', 'kim'].map(talk.house.actor)
  const all = (work: (actor: (typeof actors)[0]) => Promise<unknown>) => Promise.all(actors.map(work))
  const approved = await all((actor) => verified.approve(Number(id), 1, actor, people()))
  const retired = await all((actor) => verified.retire(Number(id), actor, people()))
  for (const done of [approved, retired]) expect(done.filter((one) => one !== null)).toHaveLength(1)
  expect(await verified.reject(Number(id), talk.house.actor('kim'))).toBeNull()
  expect((await audited(`V-${id}`)).map((row) => row.split(' ')[0])).toEqual([
    'answer.proposed',
    'answer.approved',
    'answer.retired',
  ])
  await talk.house.db.outgoing.deleteMany({ where: { key: `V-${id}` } })
})

test('retired, it is sent as such, once; the card says who did it', async () => {
  const { id, post } = await propose()
  await talk.press(post, 'answer-retire', { by: 'anna', thread: 'cases', value: id })
  expect(talk.words(post)).toMatch(/^RETIRED · /)
  expect(talk.words(post)).toContain('Retired by: Anna Placeholder')
  expect(
    (await outgoing()).map(({ version, payload }) => [version, (payload as { status: string }).status]),
  ).toEqual([
    [2, 'approved'],
    [3, 'retired'],
  ])
  expect((await audited(`V-${id}`)).at(-1)).toBe('answer.retired anna done')
})

test('where there is no such room, it is shown where it was proposed', async () => {
  talk.platform.rooms = {}
  const { post } = await propose({ sourceKey: 'elsewhere', citations: [], caseNumber: null })
  expect(talk.platform.posts.get(post)).toMatchObject({ place: place('town') })
  expect(talk.words(post)).toContain('It stands on no document')
})

test('nothing is kept of what stands on a document that is gone, or says nothing', async () => {
  const other = { ...citation, document_id: crypto.randomUUID() }
  await expect(propose({ sourceKey: 'gone', citations: [other] })).rejects.toThrow(
    'is not in the knowledge base',
  )
  await expect(propose({ sourceKey: 'empty', answer: '  ' })).rejects.toThrow('The answer is empty')
  await expect(propose({ sourceKey: 'long', answer: 'x'.repeat(4_001) })).rejects.toThrow('longer than 4,000')
  const kept = await talk.house.db.verifiedAnswer.count({
    where: { sourceKey: { in: ['gone', 'empty', 'long'] } },
  })
  expect(kept).toBe(0)
})

test('while the assistant is away it says when to try again, and keeps nothing by half', async () => {
  await talk.assistant.stop()
  const { outcome, row } = await propose({ sourceKey: 'away' })
  expect(outcome).toMatchObject({ state: 'waiting' })
  expect(row).toBeNull()
  await talk.assistant.start()
  expect(await propose({ sourceKey: 'away' })).toMatchObject({
    outcome: undefined,
    row: { status: 'proposed' },
  })
})

test.each([
  ['its writer reviewed it', "reviewed_by = written_by, reviewed_at = now(), status = 'rejected'"],
  ['it is approved by nobody', "status = 'approved', expires_at = now()"],
  ['it is approved for ever', "status = 'approved', reviewed_by = 'kim', reviewed_at = now()"],
])('the database itself refuses that %s', async (_, change) => {
  const { id } = await propose({ sourceKey: 'elsewhere', citations: [] })
  const { db } = talk.house
  await expect(
    db.$executeRawUnsafe(`UPDATE verified_answers SET ${change} WHERE id = ${id}`),
  ).rejects.toThrow('violates check constraint')
})
