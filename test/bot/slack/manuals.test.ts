import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { documentId } from '../../fakes/assistant.ts'
import { errorsIn } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import { documentWith } from '../../sops/manuals/documents.ts'

let house: SlackHouse

beforeAll(async () => {
  house = await slackHouse()
})
afterAll(() => house.close())
beforeEach(async () => {
  // The assistant of these tests gives every upload the same id.
  await house.home.query("UPDATE runs SET request_key = 'before ' || number, lock = 'before ' || number")
  house.assistant.documents = []
  house.assistant.uploaded = documentWith(documentId)
  house.assistant.calls.splice(0)
})
afterEach(() => expect(errorsIn(house.bot)).toEqual([]))

const pdf = { name: 'v4.pdf', content: new TextEncoder().encode('%PDF-1.7') }
const uploads = () =>
  house.assistant.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/documents'))

/** Kim shares a PDF in a channel, and fills the form in. */
async function shared() {
  const kim = house.slack.person('kim')
  const file = await kim.shares('#general', { ...pdf, text: '@bot the new manual' })
  const offer = await kim.sees(file, '[Add to the knowledge base…]')
  await kim.clicks(offer, 'Add to the knowledge base…')
  await kim.submits({
    title: 'V4.0 Maintenance',
    'Other machines, with commas': 'KEF-5',
    'Words it should be found by, with commas': 'blade bolts',
    language: 'English',
  })
  return { kim, file }
}

test('a shared PDF becomes one message that ends with the proof, with a link to the page that was cited', async () => {
  const { kim, file } = await shared()
  const done = await kim.sees(file, 'DONE · Manual added · V4.0 Maintenance, proved in')
  expect(done.isPrivate).toBe(false)
  expect(done.text).toMatch(/Found:? *1st of 1 for “blade bolts”/)
  expect(done.text).toContain('page 12, quoted')
  expect(JSON.stringify(done.message.blocks)).toMatch(/\/cited\/[^"]+#page=12/)
  expect(uploads()).toHaveLength(1)
  expect(uploads()[0]?.body).toContain('KEF-5')
  const runs = await house.home.query<{ count: string }>(
    "SELECT count(*) FROM runs WHERE lock LIKE 'document:%'",
  )
  expect(runs[0]?.count).toBe('1')
  const cards = kim.seen(file).filter(({ isFromBot, isPrivate }) => isFromBot && !isPrivate)
  expect(cards.filter(({ text }) => text.includes('V4.0 Maintenance'))).toHaveLength(1)
})

test('who is no keeper is refused its buttons, privately; the keeper removes it by two presses', async () => {
  const { kim, file } = await shared()
  const done = await kim.sees(file, 'DONE · Manual added')
  const nikos = house.slack.person('nikos')
  await nikos.clicks(done, 'Remove the manual…')
  await nikos.submits({})
  const told = await nikos.sees(file, /knowledge.keeper|needs the/i)
  expect(told.isPrivate).toBe(true)
  expect(house.assistant.documents).toHaveLength(1)
  await kim.clicks(done, 'Remove the manual…')
  await kim.submits({})
  await kim.sees(file, 'REMOVED · Manual · V4.0 Maintenance')
  expect(house.assistant.documents).toEqual([])
})

test('a scan says so in the same message, with a way on', async () => {
  house.assistant.uploaded = documentWith(documentId, { status: 'failed', error: 'It is a scan. Run OCR.' })
  const { kim, file } = await shared()
  const failed = await kim.sees(file, 'FAILED · Manual · V4.0 Maintenance · step 2: Read the manual')
  expect(failed.text).toContain('What happened: It is a scan. Run OCR.')
  house.assistant.uploaded = documentWith(documentId)
  await kim.clicks(failed, 'Read it again')
  await eventually(() => house.assistant.calls.some(({ path }) => path.endsWith('/reindex')))
  house.assistant.documents.splice(0, 1, documentWith(documentId))
  await kim.sees(file, 'DONE · Manual added')
})

test('/ai manuals lists them privately and says how one is added here', async () => {
  house.assistant.documents.push(documentWith(documentId))
  const kim = house.slack.person('kim')
  await kim.types('/ai manuals', { in: '#general' })
  const listed = await kim.sees('#general', 'V4.0 Maintenance · V4.0 · en · 64 pages · ready, not tried')
  expect(listed.isPrivate).toBe(true)
  expect(listed.text).toContain('To add one, share its PDF with me here')
  await kim.types('/ai manuals add', { in: '#general' })
  await kim.sees('#general', 'Add a manual')
})
