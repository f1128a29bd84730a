import { setTimeout as rest } from 'node:timers/promises'
import { Client } from 'pg'
import { assistantPaths } from '../src/assistant-api.ts'
import { execute } from '../src/sops/execute.ts'
import { cutoffBefore } from '../src/sops/parameters/cutoff.ts'
import type { Run } from '../src/sops/run.ts'
import { addManuals, sampleManual } from '../test/assistant/harness.ts'
import { runsHouse } from '../test/harness/runs.ts'
import { type MeasuredAssistant, ownAssistant } from './assistant-process.ts'
import { printTable } from './table.ts'

/** What is old, and is deleted. */
const old = { sessions: 50_000, messagesEach: 20 }
/** Questions are asked so often, in milliseconds, and for so long while nothing else goes on, in seconds. */
const everyMs = 200
const idleSeconds = 40
/** Of the time that questions take while nothing else goes on, at the 95th percentile. */
const allowed = 1.5

const questions = [
  'What torque do the blade bolts of the V4.0 need?',
  'How often is the filter cleaned?',
  'What does E-104 mean?',
  'How is the machine started?',
  'What may be lifted by one person?',
]

/**
 * How long questions take while maintenance deletes a million old messages and cleans the database, beside how
 * long they take while nothing else goes on; and how fast it deletes.
 * @returns whether questions are within what is allowed.
 */
export async function maintenance(): Promise<boolean> {
  return await ownAssistant(async (assistant) => {
    await addManuals(assistant.databaseUrl, [sampleManual('v4.0.en'), sampleManual('v3.1b.en')])
    await fill(assistant.databaseUrl)
    const house = await runsHouse({
      databaseUrl: assistant.databaseUrl,
      maintenanceUrl: assistant.databaseUrl,
    })
    try {
      await askUntil(assistant, rest(5_000))
      const idle = await askUntil(assistant, rest(idleSeconds * 1_000))
      const planned = await house.ask('maintenance', 'petros', {
        cutoff: cutoffBefore(new Date(), 30),
      })
      // Nobody needs the backup that an approval would want.
      const decision = { number: planned.number, digest: planned.plan.digest, reason: 'It is a measurement.' }
      const approved = await house.runs.breakGlass(decision, house.actor('petros'))
      const running = execute(approved, house.executeParts())
      const meanwhile = await askUntil(assistant, running)
      return judge(idle, meanwhile, await running)
    } finally {
      await house.close()
    }
  })
}

async function fill(url: string): Promise<void> {
  const db = new Client({ connectionString: url })
  await db.connect()
  process.stdout.write(`Writing ${(old.sessions * old.messagesEach).toLocaleString('en')} old messages…\n`)
  await db.query(
    `INSERT INTO ai_sessions (session_id, created_at)
     SELECT 'old-' || n, now() - interval '60 days' + n * interval '1 second' FROM generate_series(1, $1) AS n`,
    [old.sessions],
  )
  // Each question with its answer, as conversations are.
  await db.query(
    `WITH questions AS (
       INSERT INTO ai_messages (message_id, session_id, role, content, created_at)
       SELECT gen_random_uuid(), session_id, 'user', repeat('How is this done? ', 5), created_at
       FROM ai_sessions, generate_series(1, $1) RETURNING message_id, session_id, created_at
     ) INSERT INTO ai_messages (message_id, session_id, role, reply_to, content, mode, created_at)
     SELECT gen_random_uuid(), session_id, 'assistant', message_id, repeat('Turn it to the left. ', 20), 'extractive', created_at
     FROM questions`,
    [old.messagesEach / 2],
  )
  await db.query('VACUUM ANALYZE')
  await db.end()
}

/** Asks one question after the other, each in a session of its own; @returns how long each took, in milliseconds. */
async function askUntil(assistant: MeasuredAssistant, over: Promise<unknown>): Promise<number[]> {
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  over.then(end, end)
  const times: number[] = []
  for (let turn = 0; !isOver; turn += 1) {
    const began = performance.now()
    const response = await fetch(assistant.url + assistantPaths.chat, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ message: questions[turn % questions.length] }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status}: ${text}`)
    times.push(performance.now() - began)
    await rest(Math.max(0, everyMs - (performance.now() - began)))
  }
  return times
}

function judge(idle: number[], meanwhile: number[], run: Run): boolean {
  if (run.state.status !== 'done') throw new Error(`the maintenance is ${run.state.status}: ${run.state.why}`)
  const [p50, p95] = [0.5, 0.95].map((share) => (times: number[]) => percentile(times, share))
  const row = (name: string, times: number[]) => [
    name,
    String(times.length),
    (p50?.(times) ?? 0).toFixed(0),
    (p95?.(times) ?? 0).toFixed(0),
    Math.max(...times).toFixed(0),
  ]
  printTable([
    ['questions', 'asked', 'p50 ms', 'p95 ms', 'slowest ms'],
    row('nothing else', idle),
    row('maintenance', meanwhile),
  ])
  const deleting = run.state.steps[run.plan.steps.findIndex(({ id }) => id === 'delete')]
  const { messages = 0 } = deleting?.ending?.noted?.deleted ?? {}
  const seconds = (Date.parse(deleting?.endedAt ?? '') - Date.parse(deleting?.beganAt ?? '')) / 1_000
  process.stdout.write(
    `${messages.toLocaleString('en')} messages deleted in ${seconds.toFixed(0)} s: ${Math.round(messages / seconds).toLocaleString('en')} a second\n`,
  )
  const ratio = percentile(meanwhile, 0.95) / percentile(idle, 0.95)
  process.stdout.write(`p95 ${ratio.toFixed(2)}× of idle, allowed ${allowed}×\n`)
  return ratio <= allowed && messages === old.sessions * old.messagesEach
}

function percentile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
