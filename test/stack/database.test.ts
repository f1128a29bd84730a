import { beforeAll, expect, test } from '@jest/globals'
import type { RunRecord } from '../../src/bot/web/api.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** SOP-006 and the backup of SOP-007 through the bot, proved by what the database and the folder say. */
let stack: Stack
let nikos: StackPerson
let anna: StackPerson
let petros: StackPerson
beforeAll(async () => {
  stack = await theStack()
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  petros = await signIn(stack, 'petros')
}, 1_500_000)

/** The backups that this file made. */
const made: string[] = []

const inFolder = (script: string) =>
  stack.exec('ai_agent', 'sh', '-c', `cd "$LOG_DIR/../backups" && ${script}`)

function evidence({ steps }: RunRecord): Record<string, string> {
  const all = steps.flatMap((step) => step.evidence ?? [])
  return Object.fromEntries(all.map(({ label, value }) => [label, value]))
}

async function backUp(): Promise<string> {
  const run = await nikos.ended(await nikos.begin('/ai backup'))
  expect([run.status, run.steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  const name = evidence(run)['Backup'] ?? ''
  made.push(name)
  return name
}

async function addOldSessions(count: number): Promise<void> {
  await stack.psql(
    `WITH begun AS (
       INSERT INTO ai_sessions (session_id, created_at)
       SELECT 'very-old-' || n, now() - interval '90 days' FROM generate_series(1, ${count}) AS n
       RETURNING session_id, created_at
     ) INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
     SELECT gen_random_uuid(), session_id, 'user', 'why?', created_at FROM begun`,
  )
}

const oldSessions = () => stack.psql("SELECT count(*) FROM ai_sessions WHERE session_id LIKE 'very-old-%'")

test('old sessions are deleted when a backup is proved and another senior types their number', async () => {
  await addOldSessions(250)
  const waiting = await anna.begin('/ai maintenance because the disk fills')
  await expect(petros.press(waiting, 'run-approve', '250')).rejects.toThrow(/proved backup/)
  const name = await backUp()
  await expect(petros.press(waiting, 'run-approve', '249')).rejects.toThrow(/not the number of messages/)
  await petros.press(waiting, 'run-approve', '250')
  const run = await anna.ended(waiting)
  expect([run.status, run.steps.filter(({ state }) => state !== 'done')]).toEqual(['done', []])
  expect(evidence(run)).toMatchObject({ Deleted: '250 sessions with 250 messages' })
  expect(await oldSessions()).toBe('0')
  const vacuumed = await stack.psql(
    "SELECT count(*) FROM pg_stat_user_tables WHERE last_vacuum > now() - interval '10 minutes' AND relname LIKE 'ai\\_%'",
  )
  expect(Number(vacuumed)).toBeGreaterThanOrEqual(2)
  // What is gone is in the backup.
  expect(await inFolder(`grep -c very-old- ${name}/ai_assistant_db.sql`)).toBe('500')
})

test('a backup is for its owner alone, holds both databases, the settings and the Compose file, and is proved', async () => {
  const [name = await backUp()] = made
  const files = await inFolder(`stat -c '%a %n' ${name} ${name}/* ${name}/.env.production`)
  expect(
    files
      .split('\n')
      .map((line) => line.replace(`${name}/`, ''))
      .sort(),
  ).toEqual(
    [
      `700 ${name}`,
      '600 .env.production',
      '600 ai_assistant_db.sql',
      '600 docker-compose.prod.yml',
      '600 knowledge_base.sql',
      '600 manifest.json',
      '600 ops_db.sql',
      '600 proof.json',
    ].sort(),
  )
  const left = "SELECT count(*) FROM pg_database WHERE datname LIKE 'proof\\_%'"
  for (const service of ['db', 'ops_db']) {
    expect(await stack.exec(service, 'psql', '-U', 'postgres', '-d', 'postgres', '-tAc', left)).toBe('0')
  }
})
