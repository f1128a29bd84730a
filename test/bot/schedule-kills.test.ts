import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import { startTestAgent, type TestAgent } from '../harness/agent.ts'
import { type BotHome, botHome } from '../harness/bot.ts'
import { type BotProcess, startBotProcess } from '../harness/bot-process.ts'
import { eventually } from '../harness/eventually.ts'

let assistant: FakeAssistant
let agent: TestAgent
let home: BotHome
let client: Client
const bots: BotProcess[] = []
beforeEach(async () => {
  assistant = await startFakeAssistant()
  agent = await startTestAgent()
  home = await botHome(assistant.url)
  const file = join(home.configDir, 'runbook.yml')
  const daily = 'schedules: [{ name: daily, procedure: performance, every: day, at: "06:45" }]'
  await writeFile(file, (await readFile(file, 'utf8')).replace('schedules: []', daily))
  client = new Client({ connectionString: home.database.url })
  await client.connect()
})
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()))
  await client.end()
  await home.remove()
  await agent.close()
  await assistant.stop()
})

async function start(): Promise<BotProcess> {
  const bot = await startBotProcess(home, agent.settings)
  bots.push(bot)
  return bot
}

/** A minute passes: one of the bots is told so. */
async function minute(): Promise<void> {
  await home.query("INSERT INTO pgboss.job (name, policy) VALUES ('minutes', 'short') ON CONFLICT DO NOTHING")
}

/** Makes the schedule due since a moment of the past. */
async function due(at: string): Promise<void> {
  await eventually(
    async () => {
      const rows = await home.query('UPDATE schedules SET next_due_at = $1 RETURNING name', [at])
      if (rows.length === 0) await minute()
      return rows.length === 1
    },
    { within: 60_000 },
  )
}

/** Lets minutes pass until the schedule has run for a moment and its run has ended. */
async function ran(at: string): Promise<void> {
  const isDone = async (): Promise<boolean> => {
    await minute()
    const [row] = await home.query(
      `SELECT 1 FROM schedules JOIN runs ON number = last_run
       WHERE last_due_at = $1 AND next_due_at > now() AND status NOT IN ('waiting', 'running')`,
      [at],
    )
    return row !== undefined
  }
  await eventually(isDone, { within: 60_000 })
}

async function keys(): Promise<string[]> {
  const rows = await home.query<{ key: string }>('SELECT request_key AS key FROM runs ORDER BY number')
  return rows.map(({ key }) => key)
}

const keyOf = (at: string): string => `schedule:daily:${new Date(at).toISOString()}`

/** Holds whoever moves the due time on, the run having been asked for. */
async function hold(): Promise<void> {
  await client.query(`
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.last_run IS DISTINCT FROM OLD.last_run THEN PERFORM pg_advisory_xact_lock_shared(4712); END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER hold BEFORE UPDATE ON schedules FOR EACH ROW EXECUTE FUNCTION hold();
    SELECT pg_advisory_lock(4712)`)
}

const isHeld = () =>
  eventually(
    async () => {
      await minute()
      const { rowCount } = await client.query(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4712 AND NOT granted",
      )
      return rowCount === 1
    },
    { within: 60_000 },
  )

test('three bots, some of them killed: every due time runs once, also one whose bot was killed in the middle', async () => {
  const [first] = [await start(), await start(), await start()]
  const times = ['2026-01-05T04:45:00Z', '2026-01-06T04:45:00Z', '2026-01-07T04:45:00Z']
  for (const [index, at] of times.entries()) {
    await due(at)
    if (index === 1) await first.kill()
    await ran(at)
    expect(await keys()).toEqual(times.slice(0, index + 1).map(keyOf))
  }
  for (const bot of bots.splice(0)) await bot.kill()

  const alone = await start()
  const last = '2026-01-08T04:45:00Z'
  await due(last)
  await hold()
  await isHeld()
  // It is asked for before the due time moves on, so that whoever is killed here has not lost it.
  expect(await keys()).toEqual([...times, last].map(keyOf))
  await alone.kill()
  await client.query('SELECT pg_advisory_unlock(4712)')
  await start()
  await start()
  await ran(last)
  expect(await keys()).toEqual([...times, last].map(keyOf))
}, 240_000)
