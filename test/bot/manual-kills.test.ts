import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { UploadAccepted } from '../../src/bot/web/api.ts'
import { documentId, type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type BotHome, botHome, visit } from '../harness/bot.ts'
import { startBotProcess } from '../harness/bot-process.ts'
import { eventually } from '../harness/eventually.ts'
import { type HeldVersion, holdVersions } from '../harness/held-version.ts'
import { documentWith } from '../sops/manuals/documents.ts'

// A bot is started for every event; on a busy machine each takes seconds.
jest.setTimeout(900_000)

let assistant: FakeAssistant
let home: BotHome
let held: HeldVersion

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  held = await holdVersions(home.database.url)
})
afterAll(async () => {
  await held.close()
  await home.remove()
  await assistant.stop()
})

const patience = { within: 120_000, every: 20 }
const calls = (path: string) => assistant.calls.filter((call) => call.path.endsWith(path))

async function upload(url: string): Promise<Response> {
  const form = new FormData()
  form.set('title', 'V4.0 Maintenance')
  form.set('file', new Blob(['%PDF-1.7']), 'v4.pdf')
  const headers = { cookie: 'person=kim' }
  return await fetch(`${url}/api/documents`, { method: 'POST', body: form, headers })
}

const statusOf = async () =>
  (await home.query<{ number: number; status: string }>('SELECT number, status FROM runs'))[0]

test('the bot killed before a run could begin: the manual is there once, and a run begins by its button', async () => {
  assistant.uploaded = documentWith(documentId)
  await held.arm(1)
  const first = await startBotProcess(home)
  const sent = upload(first.url).catch(() => null)
  await eventually(() => held.isHeld(), patience)
  await first.kill()
  await held.release()
  expect(await sent).toBeNull()
  expect(await statusOf()).toBeUndefined()

  const second = await startBotProcess(home)
  const again = await upload(second.url)
  expect([again.status, assistant.documents.length]).toEqual([409, 1])
  const kim = visit(second, 'kim')
  const { entry } = await kim.reply(await kim.say('/manuals'))
  await kim.click(entry, 'manual', documentId)
  const shown = await eventually(async () =>
    (await kim.transcript()).find((one) => JSON.stringify(one.body).includes('prove-manual')),
  )
  await kim.click(shown, 'prove-manual', documentId)
  await eventually(async () => (await statusOf())?.status === 'done', patience)
  await second.kill()
})

test('the bot killed at every event after it: nothing is sent twice, each question is one, and it ends', async () => {
  await home.query("UPDATE runs SET lock = 'before', request_key = 'before'")
  assistant.documents = []
  assistant.calls.length = 0
  let number = 0
  let kills = 0
  for (let version = 3; ; version += 1) {
    await held.arm(version)
    const bot = await startBotProcess(home)
    if (version === 3) {
      const accepted = (await (await upload(bot.url)).json()) as UploadAccepted
      number = accepted.run ?? 0
    }
    const isOver = await eventually(async () => {
      if (await held.isHeld()) return 'held'
      const [run] = await home.query<{ status: string }>('SELECT status FROM runs WHERE number = $1', [
        number,
      ])
      return run?.status !== 'running' && 'ended'
    }, patience)
    await bot.kill()
    await held.release()
    if (isOver === 'ended') break
    kills += 1
  }
  const [run] = await home.query<{ status: string }>('SELECT status FROM runs WHERE number = $1', [number])
  expect([run?.status, kills]).toEqual(['done', 2 * 5])
  expect(calls('/documents').filter(({ method }) => method === 'POST')).toHaveLength(1)
  expect(new Set(calls('/chat').map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
})
