import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { KnowledgeDocument } from '../../src/assistant-api.ts'
import type { SentFile } from '../../src/bot/platform.ts'
import { cardKey } from '../../src/bot/runs/key.ts'
import type { Run } from '../../src/sops/run.ts'
import { documentId } from '../fakes/assistant.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeAll(async () => {
  talk = await startTalk()
})
afterAll(() => talk.close())
beforeEach(() => {
  talk.assistant.calls.splice(0)
  talk.assistant.documents.splice(0)
  talk.assistant.uploaded = document
})
afterEach(() => expect(talk.errors).toEqual([]))

const manual: SentFile = { id: 'F1', name: 'V4.0 "new".pdf', type: 'application/pdf', size: 2_100_000 }
const photo: SentFile = { id: 'F2', name: 'panel.jpg', type: 'image/jpeg', size: 900 }

const document: KnowledgeDocument = {
  document_id: documentId,
  title: 'V4.0 Service',
  document_type: 'manual',
  language: 'en',
  machine_models: ['V4.0'],
  tags: [],
  filename: manual.name,
  sha256: 'a'.repeat(64),
  size: manual.size,
  status: 'processing',
  pages_done: 12,
  pages: 64,
  error: null,
  created_at: '2026-11-25T10:00:00.000Z',
}

const send = (files: SentFile[], by = 'kim') => talk.settle({ kind: 'files', files }, { by, thread: 'town' })
const reply = (key: string) => talk.words(`${key}:reply`)
const uploads = () =>
  talk.assistant.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/documents'))
const postOf = (key: string) => {
  const post = talk.platform.posts.get(key)
  if (post === undefined) throw new Error(`no post ${key}`)
  return post
}
const newestRun = async () => (await talk.house.runs.recent(1))[0]?.number ?? 0

/** The newest run; it is ended, so that the next test's can begin. */
async function runOf(): Promise<Run> {
  const [run] = await talk.house.runs.recent(1)
  if (run === undefined) throw new Error('there is no run')
  if (run.state.status === 'running') await talk.house.runs.stopAfterStep(run.number, talk.house.actor('kim'))
  return run
}

/** A manual that was sent by Kim, and the press that adds it. */
async function added(fields?: Record<string, string>) {
  talk.platform.files.set('F1', new TextEncoder().encode('%PDF-1.7 every byte of it'))
  const key = await send([manual])
  const press = await talk.send(
    {
      kind: 'click',
      action: 'add-manual',
      value: `${key} 0`,
      postKey: `${key}:reply`,
      ...(fields && { fields }),
    },
    { by: 'kim', thread: 'town@kim' },
  )
  return { key, press, post: `${key}:manual:0` }
}

/** Lets the bot look again, until the press is done. */
async function lookUntilDone(press: string): Promise<void> {
  talk.house.clock.wind(4_000)
  await talk.done(press)
}

test('a PDF by a knowledge keeper is offered to be added, to them alone', async () => {
  const key = await send([manual])
  expect(reply(key)).toBe(
    'V4.0 "new".pdf (2.1 MB): Add it to the knowledge base?\n[Add to the knowledge base…]',
  )
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('kim')
})

test('somebody else hears whom to ask by name, and gets no button', async () => {
  expect(reply(await send([manual], 'maria'))).toBe(
    'V4.0 "new".pdf (2.1 MB): knowledge keepers add manuals to the knowledge base. Ask Kim Specimen.',
  )
})

test('a picture gets an honest word; of several files none is passed over', async () => {
  expect(reply(await send([photo], 'maria'))).toBe(
    'panel.jpg: I can read PDFs that are added to the knowledge base, not pictures or other files. Describe what you see in words.',
  )
  const text = reply(await send([manual, photo, { ...manual, id: 'F3', name: 'b.pdf' }]))
  expect(text).toContain('V4.0 "new".pdf (2.1 MB): Add it')
  expect(text).toContain('panel.jpg: I can read PDFs')
  expect(text).toContain('[Add V4.0 "new".pdf] [Add b.pdf]')
})

test('added with its form: sent whole in the keeper’s name; then a run follows it, whose card is the same message', async () => {
  const { key, press, post } = await added({
    title: 'V4.0 Service',
    machine_models: 'V4.0,V3.1B',
    other_models: 'KEF-5',
    tags: 'start-up, blades',
    words: 'blade bolts,  E-104',
    language: 'el',
    document_type: 'bulletin',
  })
  await talk.done(press)
  expect(talk.words(post)).toMatch(/^ADDING · V4\.0 "new"\.pdf\n/)
  expect(talk.platform.posts.get(post)).toMatchObject({ place: { thread: 'town' }, reader: null })
  const run = await runOf()
  expect(run.plan).toMatchObject({
    procedure: 'add-manual',
    thing: 'V4.0 Service',
    parameters: { document: documentId, words: 'blade bolts, E-104' },
  })
  expect(run.state).toMatchObject({ status: 'running', requestedBy: 'kim', approval: 'none' })
  expect(cardKey(run)).toBe(post)
  expect(reply(key)).not.toContain('[Add')
  const [upload] = uploads()
  const form = await formOf(upload)
  expect(Object.fromEntries([...form].filter(([name]) => name !== 'file'))).toEqual({
    title: 'V4.0 Service',
    machine_models: 'V4.0,V3.1B,KEF-5',
    tags: 'start-up,blades',
    language: 'el',
    document_type: 'bulletin',
  })
  const file = form.get('file') as File
  expect([file.name, file.type, await file.text()]).toEqual([
    'V4.0 "new".pdf',
    'application/pdf',
    '%PDF-1.7 every byte of it',
  ])
})

test('without a form the file’s name is its title', async () => {
  const { press } = await added()
  await talk.done(press)
  expect((await formOf(uploads()[0])).get('title')).toBe('V4.0 "new"')
  await runOf()
})

test('pressed twice, or begun by a process that ended, it is sent once and followed by one run', async () => {
  const { key, press, post } = await added({ title: 'V4.0 Service' })
  await talk.done(press)
  const again = await talk.press(`${key}:reply`, 'add-manual', { by: 'kim', value: `${key} 0` })
  expect(reply(again)).toContain('no longer in use')
  const first = await runOf()
  // Its card by now, which nothing of the upload may cover again.
  talk.platform.posts.set(post, { ...postOf(post), card: { headline: 'RUNNING · of the run', blocks: [] } })
  // As a process leaves it that ended before it could say that it was done.
  await talk.house.db.delivery.update({
    where: { deliveryKey: press },
    data: { status: 'waiting', attempts: 1, dueAt: talk.house.clock.now() },
  })
  await lookUntilDone(press)
  expect(talk.words(post)).toBe('RUNNING · of the run')
  expect(uploads()).toHaveLength(1)
  expect((await runOf()).number).toBe(first.number)
})

test('accepted without our hearing of it: it is not sent again, and a run follows it', async () => {
  await talk.assistant.stop()
  const before = await newestRun()
  const { press, post } = await added()
  await talk.until(() => talk.words(post)?.startsWith('WAITING') === true)
  talk.assistant.documents.push(document)
  await talk.assistant.start()
  await lookUntilDone(press)
  expect(uploads()).toEqual([])
  expect((await runOf()).number).toBeGreaterThan(before)
})

test('a file that is there already is said to be, and no run begins', async () => {
  const before = await newestRun()
  talk.assistant.documents.push({ ...document, filename: 'other.pdf', status: 'ready' })
  const { press, post } = await added()
  await talk.done(press)
  expect(talk.words(post)).toMatch(/^ALREADY THERE · V4\.0 "new"\.pdf/)
  expect(await newestRun()).toBe(before)
})

test('what the assistant refuses is told with its reason', async () => {
  talk.assistant.refusesUploads = true
  const { press, post } = await added()
  await talk.done(press)
  expect(talk.words(post)).toBe('FAILED · V4.0 "new".pdf\nThis is no PDF.')
  talk.assistant.refusesUploads = false
})

test('while the assistant is down the manual waits for it', async () => {
  await talk.assistant.stop()
  const before = await newestRun()
  const { press, post } = await added()
  await talk.until(() => talk.words(post)?.startsWith('WAITING') === true)
  await talk.assistant.start()
  await lookUntilDone(press)
  expect(uploads()).toHaveLength(1)
  expect((await runOf()).number).toBeGreaterThan(before)
})

test('a form that cannot be so is refused before anything is sent, and can be corrected', async () => {
  const { key, press } = await added({ title: 'x'.repeat(300) })
  await talk.done(press)
  expect(reply(press)).toBe(
    'The title must be one line of at most 200 characters. Correct it and add it again.',
  )
  expect(reply(key)).toContain('[Add to the knowledge base…]')
  expect(uploads()).toEqual([])
})

test('who lost the role between the offer and the press adds nothing', async () => {
  const { all } = talk.house.people.current
  const kim = all.find(({ id }) => id === 'kim')
  const key = await send([manual])
  if (kim !== undefined) kim.roles = []
  const press = await talk.press(`${key}:reply`, 'add-manual', { by: 'kim' })
  if (kim !== undefined) kim.roles = ['knowledge-keeper']
  expect(reply(press)).toBe('This button is not for your role.')
  expect(uploads()).toEqual([])
})

/** The form of an upload, read by somebody else's reader. */
async function formOf(call: ReturnType<typeof uploads>[number] | undefined): Promise<FormData> {
  const headers = { 'content-type': call?.headers['content-type'] ?? '' }
  return await new Response(call?.body, { headers }).formData()
}
