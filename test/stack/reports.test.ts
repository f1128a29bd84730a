import { beforeAll, expect, test } from '@jest/globals'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** SOP-004 and SOP-005 through the bot, proved by what the engine and the database say. */
let stack: Stack
let nikos: StackPerson
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
}, 1_500_000)

/** What a run that begins at once has come to. */
async function done(command: string) {
  const run = await nikos.ended(await nikos.begin(command))
  expect([run.status, run.steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  return run
}

test('a log review reads what the container prints and both files, and keeps what it found', async () => {
  const { steps, number } = await done('/ai logs review since 24h')
  const read = JSON.stringify([steps[0]?.detail, steps[0]?.evidence])
  for (const source of ['What it prints', 'ai_assistant.log', 'ai_assistant_errors.log'])
    expect(read).toContain(source)
  expect(read).not.toMatch(/not be read|failed/)
  const sql = `SELECT count(*) FROM log_reviews WHERE run = ${number}`
  expect(await stack.exec('ops_db', 'psql', '-U', 'postgres', '-d', 'ops', '-tAc', sql)).toBe('1')
})

test('a report measures everything that it names, as Docker and PostgreSQL have it', async () => {
  const { card, number } = await done('/ai performance')
  const words = JSON.stringify(card)
  expect(words).not.toMatch(/unknown/i)
  for (const label of [
    'Response time',
    'Error rate',
    'CPU',
    'Memory',
    'Active sessions',
    'Model today: none',
  ])
    expect(words).toContain(label)
  const sql = `SELECT count(*) FROM performance_reports WHERE run = ${number}`
  expect(await stack.exec('ops_db', 'psql', '-U', 'postgres', '-d', 'ops', '-tAc', sql)).toBe('1')
})
