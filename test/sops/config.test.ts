import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import type { SettingChange } from '../../src/agent-api.ts'
import { UserError } from '../../src/errors.ts'
import { execute } from '../../src/sops/execute.ts'
import { changesText } from '../../src/sops/parameters/changes.ts'
import type { Run } from '../../src/sops/run.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { type RunsHouse, runsHouse } from '../harness/runs.ts'

let house: RunsHouse
let assistant: FakeAssistant
beforeEach(async () => {
  assistant = await startFakeAssistant()
  house = await runsHouse({ assistantUrl: assistant.url })
})
afterEach(async () => {
  await house.close()
  await assistant.stop()
})

const to = (value: string): SettingChange[] => [{ name: 'OPENAI_MODEL', value }]
const ask = (changes: SettingChange[], by = 'nikos') =>
  house.ask('config', by, { changes: changesText(changes) })
const approve = ({ number, plan }: Run) =>
  house.runs.approve({ number, digest: plan.digest }, house.actor('anna'))
const approved = async (changes: SettingChange[]) => await approve(await ask(changes))
const run = async (changes: SettingChange[]) => execute(await approved(changes), house.executeParts())

const file = () => readFileSync(house.testAgent.settingsPath, 'utf8')
const backups = () =>
  readdirSync(dirname(house.testAgent.settingsPath)).filter((name) => name.includes('.backup.'))
const evidence = (done: Run) =>
  Object.fromEntries(
    done.state.steps.flatMap(({ ending }) =>
      (ending?.evidence ?? []).map(({ label, value }) => [label, value]),
    ),
  )

test('a change is planned as a masked diff, written after a backup, taken up and proved', async () => {
  writeFileSync(house.testAgent.settingsPath, '# ours\nOPENAI_MODEL=gpt-4o\n')
  const planned = await ask(to('gpt-4o-mini'))
  expect(planned.plan).toMatchObject({
    title: 'Change 1 setting',
    facts: [{ label: 'OPENAI_MODEL', value: 'gpt-4o → gpt-4o-mini' }],
    lock: 'service:ai_assistant',
  })
  expect(planned.plan.steps[3]?.command).toBe('agent write_settings OPENAI_MODEL=gpt-4o-mini')
  const done = await execute(await approve(planned), house.executeParts())
  expect([done.state.status, done.state.why]).toEqual(['done', null])
  expect(file()).toBe('# ours\nOPENAI_MODEL=gpt-4o-mini\n')
  expect(backups()).toEqual([done.state.steps[3]?.ending?.noted?.backup])
  expect(evidence(done)).toMatchObject({
    Settings: 'taken up by 1 of 1',
    'Sample chat': 'quoted from the manuals',
    'New errors': '0',
  })
}, 60_000)

test('a value with which it does not work is rolled back by itself, and it runs as before', async () => {
  house.testAgent.control('ai_assistant', { downWithModel: 'bad' })
  const parts = house.executeParts()
  // Nobody waits for the whole time-out of a health that never comes.
  const begun = await approved(to('bad'))
  const health = begun.plan.steps[6]
  if (health !== undefined) health.timeoutSeconds = 2
  const failed = await execute(begun, parts)
  expect(failed.state).toMatchObject({
    status: 'failed',
    current: 7,
    rollback: { because: 'failed', step: 7, outcome: 'done' },
  })
  expect(failed.state.why).toContain('503')
  expect(file()).toBe('')
  expect(evidence(failed)).toMatchObject({ Settings: 'as before' })
  const probe = await house.agent.read('probe', { service: 'ai_assistant' })
  expect(probe.replicas[0]).toMatchObject({ verdict: 'ok', settings_digest: 'digest-none' })
}, 60_000)

test('an answer that only quotes where a model is set fails the change, and it is rolled back', async () => {
  assistant.info.models.chat = 'gpt-4o-mini'
  const failed = await run(to('gpt-4o-mini'))
  expect(failed.state).toMatchObject({ status: 'failed', current: 9, rollback: { outcome: 'done' } })
  expect(failed.state.why).toContain('the model that is set did not answer')
  expect(file()).toBe('')
}, 60_000)

test.each([
  ['a model', { answer: { mode: 'model' as const, model: 'gpt-4o-mini' } }, 'written by AI'],
  ['“not found”', { answer: { mode: 'none' as const, citations: [] } }, 'not found, and said so'],
])(
  'the sample chat counts, answered by %s',
  async (_, behaviour, how) => {
    assistant.info.models.chat = 'gpt-4o-mini'
    assistant.plan(behaviour)
    const done = await run(to('gpt-4o-mini'))
    expect(done.state.status).toBe('done')
    expect(evidence(done)['Sample chat']).toBe(how)
  },
  60_000,
)

test('a chat that refuses is an error, which rolls back', async () => {
  assistant.plan({ end: { status: 422, error: { code: 'broken', message: 'It is broken.' } } })
  const failed = await run(to('gpt-4o-mini'))
  expect(failed.state).toMatchObject({ status: 'failed', current: 9, rollback: { outcome: 'done' } })
}, 60_000)

test('ended after the file was written, it is rolled back; it cannot be stopped half-way then', async () => {
  let stopped: Run | undefined
  const stopping = { ...house.agent }
  stopping.begin = async (id, call, signal) => {
    if (call.verb === 'write_settings') {
      const [newest] = await house.runs.recent(1)
      stopped = await house.runs.stopAfterStep(newest?.number ?? 0, house.actor('nikos'))
    }
    if (call.verb === 'restore_settings') {
      const again = house.runs.stopAfterStep(stopped?.number ?? 0, house.actor('nikos'))
      await expect(again).rejects.toThrow('not left half done')
    }
    return await house.agent.begin(id, call, signal)
  }
  const ended = await execute(await approved(to('gpt-4o-mini')), { ...house.executeParts(), agent: stopping })
  expect(ended.state).toMatchObject({
    status: 'stopped',
    rollback: { because: 'stopped', outcome: 'done' },
  })
  expect(file()).toBe('')
  await expect(house.runs.retry(ended.number, 5, house.actor('nikos'))).rejects.toThrow()
}, 60_000)

test('a rollback that fails says so, and its step can be tried again', async () => {
  assistant.info.models.chat = 'gpt-4o-mini'
  const broken = { ...house.agent }
  broken.begin = async (id, call, signal) => {
    if (call.verb === 'restore_settings') throw new UserError('disk_full', 'There is no room on the disk.')
    return await house.agent.begin(id, call, signal)
  }
  const half = await execute(await approved(to('gpt-4o-mini')), { ...house.executeParts(), agent: broken })
  expect(half.state).toMatchObject({
    status: 'failed',
    current: 11,
    why: 'NOT rolled back: There is no room on the disk.',
    rollback: { step: 9, outcome: 'failed' },
  })
  const again = await house.runs.retry(half.number, 11, house.actor('nikos'))
  const back = await execute(again, house.executeParts())
  expect(back.state).toMatchObject({ status: 'failed', current: 9, rollback: { outcome: 'done' } })
  expect(file()).toBe('')
  await expect(house.runs.retry(back.number, 9, house.actor('nikos'))).rejects.toThrow('was rolled back')
}, 60_000)

test('what would not be valid, is so already or is none of the list has no plan', async () => {
  await expect(ask([{ name: 'MAX_PAGES', value: 'many' }])).rejects.toThrow('would not be valid')
  await expect(ask(to('gpt-4o'))).rejects.toThrow('OPENAI_MODEL is so already')
  await expect(ask([{ name: 'TOKEN_PRIVATE_KEY', value: 'x' }])).rejects.toThrow('TOKEN_PRIVATE_KEY')
  await expect(ask([{ name: 'DATA_DIR', value: '/' }])).rejects.toThrow('DATA_DIR may not be changed')
  await expect(ask([{ name: 'OPENAI_API_KEY', value: 'sk-abc' }])).rejects.toThrow('no plan holds one')
  await expect(house.ask('config', 'nikos', { changes: 'rm -rf' })).rejects.toThrow('not said which setting')
  await expect(ask([...to('a'), ...to('b')])).rejects.toThrow('two things at once')
})

test('a file that somebody else changed meanwhile voids the plan', async () => {
  const waiting = await ask(to('gpt-4o-mini'))
  writeFileSync(house.testAgent.settingsPath, 'OPENAI_MODEL=gpt-4.1\n')
  await expect(approve(waiting)).rejects.toThrow(
    'settings.env has changed since: OPENAI_MODEL would be gpt-4.1 → gpt-4o-mini.',
  )
  expect((await house.store.find(waiting.number))?.state.status).toBe('void')
})

test('a secret goes by its handle: neither the run nor the audit knows it', async () => {
  const secret = 'sk-canary-1234567890abcdef'
  const handle = 'staged-0123456789abcdef0123'
  await house.testAgent.call('PUT', `/staged/${handle}`, { name: 'OPENAI_API_KEY', value: secret })
  const waiting = await ask([{ name: 'OPENAI_API_KEY', staged: handle }, ...to('gpt-4o-mini')])
  expect(waiting.plan.facts?.[0]).toEqual({ label: 'OPENAI_API_KEY', value: 'not set → another value' })
  const done = await execute(await approve(waiting), house.executeParts())
  expect(done.state.status).toBe('done')
  expect(file()).toContain(secret)
  const audit = (await house.db.audit.findMany()).map(({ detail }) => detail)
  expect(audit.length).toBeGreaterThan(10)
  expect(JSON.stringify([done, audit])).not.toContain(secret)
}, 60_000)

test('only a senior who did not ask approves it', async () => {
  const waiting = await ask(to('gpt-4o-mini'))
  const decision = { number: waiting.number, digest: waiting.plan.digest }
  await expect(house.runs.approve(decision, house.actor('nikos'))).rejects.toThrow(
    'someone else must approve',
  )
  const own = await ask(to('gpt-4.1'), 'anna')
  await expect(approve(own)).rejects.toThrow('someone else must approve')
  await expect(ask(to('x'), 'maria')).rejects.toThrow('Config needs the on-call role.')
})
