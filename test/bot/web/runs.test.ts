import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { RunHead, RunList, RunRecord, WaitingRun } from '../../../src/bot/web/api.ts'
import type { Run } from '../../../src/sops/run.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../../harness/agent.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
} from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome
let bot: TestBot
let copy: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  bot = await startTestBot(home, agent.settings)
  copy = await startTestBot(home, agent.settings)
})
afterAll(async () => {
  await bot.close()
  await copy.close()
  await home.remove()
  await agent.close()
  await assistant.stop()
})
afterEach(() => expect([...errorsIn(bot), ...errorsIn(copy)]).toEqual([]))

const get = async <Answer>(path: string, person = 'nikos') =>
  (await (await visit(bot, person).call('GET', path)).json()) as Answer
const record = (number: number, person?: string) => get<RunRecord>(`/api/runs/${number}`, person)
const waiting = async (person: string) =>
  (await get<{ runs: WaitingRun[] }>('/api/runs/waiting', person)).runs

/** Asks for a run in a chat of Nikos's. @returns its number. */
async function asked(command: string): Promise<number> {
  const newest = async () =>
    (await home.query<{ number: number }>('SELECT coalesce(max(number), 0)::int AS number FROM runs'))[0]
      ?.number ?? 0
  const before = await newest()
  await visit(bot, 'nikos').say(command)
  return await eventually(async () => ((await newest()) > before ? await newest() : undefined))
}

/** Presses a button of a run's card as somebody. */
async function press(number: number, person: string, action: string, changes: object = {}) {
  const { card } = await record(number)
  const value = buttonIn(card, action)?.value ?? (await decision(number))
  const body = { action, value, ...changes }
  const response = await visit(bot, person).call('POST', `/api/runs/${number}/presses`, body)
  const answer = (await response.json()) as {
    run?: RunRecord
    dryRun?: { steps: unknown[] }
    error?: { message: string; action?: string }
  }
  return { status: response.status, ...answer }
}

async function decision(number: number): Promise<string> {
  const { plan } = await get<Run>(`/api/runs/${number}/record.json`)
  return `${number} ${plan.digest}`
}

const ended = (number: number) =>
  eventually(async () => {
    const run = await record(number)
    return run.status === 'waiting' || run.status === 'running' ? undefined : run
  })

/** Follows the runs at one copy of the bot until one of them is as it should be. */
async function followUntil(at: TestBot, isIt: (head: RunHead) => boolean): Promise<RunHead[]> {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), 20_000)
  const seen: RunHead[] = []
  try {
    const headers = { cookie: 'person=nikos' }
    const response = await fetch(`${at.url}/api/runs/events`, { headers, signal: stop.signal })
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks.filter((one) => one.startsWith('event: run'))) {
        seen.push(JSON.parse(block.slice(block.indexOf('data: ') + 6)) as RunHead)
        if (seen.some(isIt)) return seen
      }
    }
    throw new Error(`it ended early: ${JSON.stringify(seen)}`)
  } finally {
    clearTimeout(late)
    stop.abort()
  }
}

test.each(['/api/runs', '/api/runs/waiting', '/api/runs/1', '/api/runs/1/record.json', '/api/runs/events'])(
  'whoever is not on call is refused at %s with a sentence',
  async (path) => {
    for (const person of ['maria', 'kim', 'alex']) {
      const response = await visit(bot, person).call('GET', path)
      const { error } = (await response.json()) as { error: { message: string } }
      expect([response.status, error.message]).toEqual([403, 'Runs are for people who are on call.'])
    }
  },
)

test('who may not see runs and presses one all the same is refused, and that is on record', async () => {
  const number = await asked('/stop db')
  const value = await decision(number)
  for (const action of ['run-approve', 'run-record']) {
    const press = { action, value }
    const response = await visit(bot, 'maria').call('POST', `/api/runs/${number}/presses`, press)
    expect(response.status).toBe(403)
    const refused = await home.query(
      `SELECT person, verified, action, outcome, detail->>'code' AS code, request_id AS request
       FROM audit WHERE subject = $1 AND person = 'maria' ORDER BY id DESC LIMIT 1`,
      [`R-${number}`],
    )
    expect(refused).toEqual([
      {
        person: 'maria',
        verified: false,
        action: action.replace('run-', 'run.pressed-'),
        outcome: 'refused',
        code: 'not_allowed',
        request: response.headers.get('x-request-id'),
      },
    ])
  }
  expect((await record(number)).status).toBe('waiting')
  await press(number, 'nikos', 'run-withdraw', { value: String(number) })
})

test('a plan that is confirmed here runs, and its record tells what was done, how, and what proves it', async () => {
  const number = await asked('/restart')
  const plan = await record(number)
  expect(plan).toMatchObject({
    name: `R-${number}`,
    status: 'waiting',
    word: 'Waiting',
    timeZone: 'Europe/Athens',
  })
  const pressed = await press(number, 'nikos', 'run-approve')
  expect([pressed.status, pressed.run?.status]).toEqual([200, 'running'])
  const run = await ended(number)
  expect(run.card.headline).toMatch(/^DONE · Restart/)
  expect(run.timeline.slice(0, 2)).toMatchObject([
    { who: 'Nikos Example', text: 'asked for it' },
    { who: 'Nikos Example', text: 'confirmed it' },
  ])
  expect(run.timeline.at(-1)).toMatchObject({ who: null, text: expect.stringMatching(/^Step \d done: /) })
  expect(run.steps.map(({ state }) => state)).toEqual(run.steps.map(() => 'done'))
  expect(run.steps.map(({ command }) => command)).toContain('agent restart ai_assistant')
  expect(run.steps.some(({ evidence }) => evidence.length > 0)).toBe(true)
  const { runs } = await get<RunList>('/api/runs')
  expect(runs[0]).toMatchObject({ number, word: 'Done', by: 'Nikos Example', title: 'Restart ai_assistant' })
})

test('the whole record is a file with the plan, its digest and the hash of the definition', async () => {
  const [{ number = 0 } = {}] = (await get<RunList>('/api/runs')).runs
  const response = await visit(bot, 'nikos').call('GET', `/api/runs/${number}/record.json`)
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="R-${number}.json"`)
  const file = (await response.json()) as Run & { name: string }
  expect(file.name).toBe(`R-${number}`)
  expect(file.plan).toMatchObject({
    definition: expect.stringMatching(/^[0-9a-f]{64}$/),
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(file.events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['requested', 'approved', 'step-ended']),
  )
})

test('a stop waits for another person, who approves it here; every copy tells the pages of it', async () => {
  const number = await asked('/stop')
  expect((await waiting('nikos')).find((run) => run.number === number)?.isYours).toBe(false)
  expect((await waiting('anna')).find((run) => run.number === number)?.isYours).toBe(true)
  const own = await press(number, 'nikos', 'run-approve')
  expect([own.status >= 400, own.error?.message]).toEqual([true, expect.stringMatching(/else/)])
  expect((await record(number)).status).toBe('waiting')

  const told = followUntil(copy, (head) => head.number === number && head.status === 'done')
  expect((await press(number, 'anna', 'run-approve')).status).toBe(200)
  expect((await ended(number)).status).toBe('done')
  const heads = (await told).filter((head) => head.number === number)
  expect(heads.map(({ version }) => version)).toEqual(
    heads.map(({ version }) => version).toSorted((a, b) => a - b),
  )
  expect((await waiting('anna')).map((run) => run.number)).not.toContain(number)
  const again = await press(number, 'petros', 'run-approve')
  expect(again.status).toBeGreaterThanOrEqual(400)
})

test('a reason that was typed at the press is kept; a dry run changes nothing', async () => {
  const number = await asked('/start')
  const before = await record(number)
  const dry = await press(number, 'nikos', 'run-dry-run', { value: String(number) })
  expect([dry.status, dry.dryRun?.steps.length]).toEqual([200, before.steps.length])
  expect((await record(number)).version).toBe(before.version)
  const withdrawn = await press(number, 'nikos', 'run-withdraw', { value: String(number) })
  expect(withdrawn.run?.status).toBe('withdrawn')

  const stop = await asked('/stop')
  const rejected = await press(stop, 'anna', 'run-reject', {
    value: await decision(stop),
    input: '  Not while it is being used  ',
  })
  expect(rejected.run?.status).toBe('rejected')
  expect((await record(stop)).timeline.at(-1)).toMatchObject({
    who: 'Anna Placeholder',
    text: 'rejected it: Not while it is being used',
  })
})

test.each([
  ['a button of another run', 200, { value: '999 abcd' }, 400, /does not belong to R-/],
  ['an action that no run has', 200, { action: 'feedback' }, 400, /must be the action of a button/],
  ['an action that is not known', 200, { action: 'run-explode' }, 400, /no longer in use/],
  ['an input of 501 characters', 200, { input: 'x'.repeat(501) }, 400, /What you wrote must be at most 500/],
  ['control characters', 200, { input: 'a\u0007b' }, 400, /What you wrote must not contain control/],
  ['a field that is not known', 200, { admin: true }, 400, /"admin" is not a field/],
  ['the digest of no plan', 200, { value: 'NUMBER 0000000000' }, 400, /./],
])('%s is refused and changes nothing', async (_, __, changes, status, says) => {
  const number = await openRun()
  const before = await record(number)
  const value = 'value' in changes ? { value: String(changes.value).replace('NUMBER', String(number)) } : {}
  const refused = await press(number, 'nikos', 'run-approve', { ...changes, ...value })
  expect(refused.status).toBeGreaterThanOrEqual(status)
  expect(refused.error?.message).toMatch(says)
  expect((await record(number)).version).toBe(before.version)
})

test('a press that a page of somebody else sent is refused', async () => {
  const number = await openRun()
  const response = await visit(bot, 'nikos').call(
    'POST',
    `/api/runs/${number}/presses`,
    { action: 'run-approve', value: await decision(number) },
    { origin: 'https://evil.example' },
  )
  expect(response.status).toBe(403)
  expect((await record(number)).status).toBe('waiting')
})

test.each(['/api/runs/99999', '/api/runs/99999/record.json'])('there is nothing at %s', async (path) => {
  const response = await visit(bot, 'nikos').call('GET', path)
  const { error } = (await response.json()) as { error: { message: string } }
  expect([response.status, error.message]).toEqual([404, 'There is no run R-99999.'])
})

test.each(['/api/runs/0', '/api/runs/x', '/api/runs/1.5', '/api/runs/99999999999'])(
  '%s is no number of a run',
  async (path) => {
    expect((await visit(bot, 'nikos').call('GET', path)).status).toBe(400)
  },
)

/** A restart that waits to be confirmed; one for all who only fail to. */
async function openRun(): Promise<number> {
  const open = (await waiting('nikos')).find(({ card }) => card.headline?.startsWith('PLAN'))
  return open?.number ?? (await asked('/restart'))
}
