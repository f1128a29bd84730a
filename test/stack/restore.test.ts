import { beforeAll, expect, test } from '@jest/globals'
import type { RunRecord, UploadAccepted } from '../../src/bot/web/api.ts'
import { restore } from '../../src/sops/procedures/restore.ts'
import { eventually } from '../harness/eventually.ts'
import { manualForm } from './harness/manual.ts'
import { type StackPerson, signIn } from './harness/person.ts'
import { shell } from './harness/shell.ts'
import { type Stack, theStack } from './harness/stack.ts'

/** Going back to a backup (SOP-007) through the bot, proved by what both databases hold then. */
let stack: Stack
let maria: StackPerson
let nikos: StackPerson
let anna: StackPerson
let petros: StackPerson
beforeAll(async () => {
  stack = await theStack()
  maria = await signIn(stack, 'maria')
  nikos = await signIn(stack, 'nikos')
  anna = await signIn(stack, 'anna')
  petros = await signIn(stack, 'petros')
  if ((await stack.psql('SELECT count(*) FROM knowledge_documents')) !== '0') return
  const kim = await signIn(stack, 'kim')
  const about = { title: 'V4.0 Operation', machine_models: 'V4.0', language: 'en' }
  const sent = await kim.submit('/api/documents', await manualForm('v4.0.en', about))
  const { run }: UploadAccepted = JSON.parse(sent.text)
  await kim.ended(run ?? 0)
}, 1_500_000)

const patience = { within: 60_000 }

function evidence({ steps }: RunRecord): Record<string, string> {
  const all = steps.flatMap((step) => step.evidence ?? [])
  return Object.fromEntries(all.map(({ label, value }) => [label, value]))
}

async function done(run: RunRecord): Promise<RunRecord> {
  const bad = run.steps.filter(({ state }) => state !== 'done').map(({ title, detail }) => [title, detail])
  expect([run.status, run.status === 'done' ? [] : bad]).toEqual(['done', []])
  return run
}

const backUp = async () =>
  evidence(await done(await nikos.ended(await nikos.begin('/ai backup'))))['Backup'] ?? ''

const ofOps = (sql: string) =>
  stack.exec('ops_db', 'psql', '-U', 'postgres', '-d', 'ops', '-v', 'ON_ERROR_STOP=1', '-tAc', sql)
const cases = () => ofOps("SELECT string_agg('C-' || number, ',' ORDER BY number) FROM cases")
const escalations = () =>
  stack.psql(
    "SELECT string_agg(escalation_id, ',' ORDER BY substr(escalation_id, 3)::int) FROM ai_escalations",
  )

async function openCase(question: string): Promise<void> {
  await maria.say(`/ai escalate ${question}`)
  await eventually(
    async () => (await ofOps('SELECT question FROM cases ORDER BY number DESC LIMIT 1')) === question,
    patience,
  )
  await eventually(async () => (await escalations()) === (await cases()), patience)
}

/** What the assistant's tables hold that was there at a time, as checksums. */
async function held(until: string): Promise<string> {
  const sum = (table: string, where = 'true') =>
    `SELECT '${table}' AS name, count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM ${table} t WHERE ${where}`
  return stack.psql(
    [
      sum('ai_sessions', `created_at <= '${until}'`),
      sum('ai_messages', `created_at <= '${until}'`),
      sum('knowledge_documents'),
      sum('knowledge_chunks'),
      sum('knowledge_posting_lists'),
      sum('_prisma_migrations'),
    ].join(' UNION ALL '),
  )
}

/** What the bot's memory holds up to a time: nothing of it may change by a restore of the assistant's database. */
const remembered = (until: string) =>
  ofOps(
    `SELECT (SELECT md5(string_agg(c::text, '' ORDER BY number)) FROM cases c),
       (SELECT concat(count(*), md5(string_agg(p::text, '' ORDER BY id))) FROM pages p),
       (SELECT md5(string_agg(e::text, '' ORDER BY case_number, position)) FROM case_events e WHERE at <= '${until}'),
       (SELECT md5(string_agg(e::text, '' ORDER BY run, version)) FROM run_events e WHERE at <= '${until}'),
       (SELECT concat(count(*), md5(string_agg(a::text, '' ORDER BY id))) FROM audit a WHERE at <= '${until}')`,
  )

/** A call that somebody had about the newest case, as paging leaves it. */
const aPage = `WITH newest AS (SELECT max(number) AS number FROM cases), step AS (
    INSERT INTO case_steps (case_number, ladder, position, due_at, kind, status, ended_at)
    SELECT number, 9, 1, now(), 'opened', 'done', now() FROM newest RETURNING case_number)
  INSERT INTO pages (case_number, ladder, step, person_id, position, way, due_at, status, attempts, sent_at, created_at)
  SELECT case_number, 9, 1, 'anna', 1, 'webhook', now(), 'sent', 1, now(), now() FROM step`

const damage = `DROP TABLE ai_escalations;
  DELETE FROM ai_messages;
  UPDATE knowledge_documents SET title = 'wrong', machine_models = '{}';
  UPDATE knowledge_chunks SET text = 'wrong' WHERE chunk_id % 2 = 0`

test('after damage it brings back what the manifest says; cases, pages, approvals and audit stand, and cases are whole again', async () => {
  await maria.told(await maria.say('Which torque do the blade bolts of the V4.0 need?'))
  await openCase('A case from before the backup?')
  const backup = await backUp()
  const until = await stack.psql('SELECT now()')
  const [before, rows] = [await held(until), await stack.psql('SELECT count(*) FROM ai_messages')]
  expect(Number(rows)).toBeGreaterThan(0)
  await openCase('A case from after the backup?')
  await ofOps(aPage)
  const opened = await cases()

  await stack.psql(damage)
  expect(await held(until)).not.toBe(before)
  const known = await ofOps('SELECT now()')
  const kept = await remembered(known)

  const waiting = await petros.begin(`/ai restore ${backup} because the data is damaged`)
  await expect(anna.press(waiting, 'run-approve', 'ai_assistant_20200101_000000')).rejects.toThrow(
    /not the name of the backup/,
  )
  await anna.press(waiting, 'run-approve', backup)
  const run = await done(await petros.ended(waiting))

  expect(await held(until)).toBe(before)
  expect(evidence(run)).toMatchObject({
    Restored: expect.stringMatching(/rows in \d+ tables, as the manifest says/),
    'Sent again': expect.stringMatching(/^\d+ records?$/),
  })
  expect(await remembered(known)).toBe(kept)
  expect([await cases(), await escalations()]).toEqual([opened, opened])
  expect(await stack.exec('ai_bot', 'node', 'src/main.ts', 'audit-verify')).toMatch(/whole/)
})

test('by hand, as the runbook has it, it comes to the same', async () => {
  const backup = await backUp()
  const until = await stack.psql('SELECT now()')
  const before = await held(until)
  await stack.psql(damage)
  const script = restore.byHand
    .join('\n')
    .replaceAll('ai_assistant_YYYYMMDD_HHMMSS', backup)
    .replaceAll('http://localhost:8001', stack.assistantUrl)
  const said = await shell('bash', ['-ec', script], { cwd: stack.folder })
  expect(said).toContain('COMMIT')
  expect(said).toContain('"status":"ok"')
  await stack.healthy('ai_assistant')
  expect(await held(until)).toBe(before)
  // Of what came after the backup nothing is known there now; the bot has it, and sends it by the next restore.
  const again = await petros.begin(`/ai restore ${backup}`)
  await anna.press(again, 'run-approve', backup)
  await done(await petros.ended(again))
  expect(await escalations()).toBe(await cases())
})
