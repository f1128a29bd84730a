import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { eventually } from '../harness/eventually.ts'
import { type HeldVersion, holdVersions } from '../harness/held-version.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** The bot's container killed in each kind of step of SOP-002. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
let held: HeldVersion
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  held = await holdVersions(await opsUrl())
}, 1_500_000)
afterAll(() => held?.close())

const patience = { within: 180_000, every: 100 }

/** The bot's database, as its superuser, from this machine. */
async function opsUrl(): Promise<string> {
  const settings = await readFile(join(stack.folder, '.env'), 'utf8')
  const password = /^OPS_DATABASE_ADMIN_PASSWORD=(.+)$/m.exec(settings)?.[1] ?? ''
  const [container] = await stack.containers('ops_db')
  const [network] = Object.values(container?.NetworkSettings.Networks ?? {})
  return `postgres://postgres:${password}@${network?.IPAddress}:5432/ops`
}

/** The events of a run: asked for, approved, and of each step its beginning and its end. */
const endOf = (step: number) => 2 + 2 * step

test.each([
  ['an observation', 1],
  ['the writing of the file', 4],
  ['making the containers anew', 5],
  ['a check', 7],
])('killed at the end of %s: the run goes on to its proof, and nothing is done twice', async (_, step) => {
  const backups = async () =>
    (await stack.exec('ai_agent', 'sh', '-c', `ls -a ${stack.folder} | grep -c backup || true`)).trim()
  const [before, copies] = [(await stack.containers('ai_bot'))[0]?.State.StartedAt, await backups()]
  await held.arm(endOf(step))
  const value = 61 + step
  const run = await nikos.begin(`/ai config CHAT_PER_MINUTE=${value}`)
  await anna.press(run, 'run-approve')
  await eventually(() => held.isHeld(), patience)
  const ids = (await stack.containers('ai_assistant')).map(({ Id }) => Id)
  process.kill((await stack.containers('ai_bot'))[0]?.State.Pid ?? 0, 'SIGKILL')
  await held.release()
  await eventually(async () => (await stack.containers('ai_bot'))[0]?.State.StartedAt !== before, patience)
  await stack.healthy('ai_bot')
  const { status, steps } = await nikos.ended(run)
  expect([status, steps.filter(({ attempts }) => attempts !== 1)]).toEqual(['done', []])
  expect(Number(await backups())).toBe(Number(copies) + 1)
  const after = await stack.containers('ai_assistant')
  expect(after[0]?.Config.Env).toContain(`CHAT_PER_MINUTE=${value}`)
  // What was made anew before the kill is not made anew again.
  if (step >= 5) expect(after.map(({ Id }) => Id)).toEqual(ids)
})
