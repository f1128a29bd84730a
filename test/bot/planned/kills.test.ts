import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome } from '../../harness/bot.ts'
import { type BotProcess, startBotProcess } from '../../harness/bot-process.ts'
import { eventually } from '../../harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { knowSlackPeople, slackSettings } from '../../harness/slack-bot.ts'

let assistant: FakeAssistant
let slack: FakeSlack
let home: BotHome
let client: Client
const bots: BotProcess[] = []
beforeEach(async () => {
  assistant = await startFakeAssistant()
  slack = await startFakeSlack()
  home = await botHome(assistant.url)
  await knowSlackPeople(home)
  client = new Client({ connectionString: home.database.url })
  await client.connect()
})
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()))
  await client.end()
  await home.remove()
  await slack.stop()
  await assistant.stop()
})

async function start(): Promise<BotProcess> {
  const rooms = {
    SLACK_OPERATIONS_CHANNEL: slack.channel('#ops').id,
    SLACK_ANNOUNCEMENTS_CHANNEL: slack.channel('#general').id,
  }
  const bot = await startBotProcess(home, { ...slackSettings(slack, 'http'), ...rooms })
  bots.push(bot)
  return bot
}

/** Lets minutes pass, each told to one of the bots, until something is so. */
const minutesUntil = (isSo: () => Promise<boolean>) =>
  eventually(
    async () => {
      await home.query(
        "INSERT INTO pgboss.job (name, policy) VALUES ('minutes', 'short') ON CONFLICT DO NOTHING",
      )
      return await isSo()
    },
    { within: 60_000 },
  )

const plan = (reason: string) =>
  home.query(
    `INSERT INTO planned_maintenance (request_key, reason, starts_at, ends_at, planned_by, planned_at)
     VALUES ($1, $1, now() + interval '20 h', now() + interval '21 h', 'anna', now())`,
    [reason],
  )

const cancel = (id: number) =>
  home.query(
    "UPDATE planned_maintenance SET end_key = 'end', ended_by = 'petros', ended_at = now() WHERE id = $1",
    [id],
  )

const isTold = (id: number, what: string) => async () => {
  const rows = await home.query('SELECT 1 FROM maintenance_notices WHERE maintenance = $1 AND what = $2', [
    `planned:${id}`,
    what,
  ])
  return rows.length === 1
}

/** What stands in a room, as `MAINTENANCE AHEAD · Upgrade`. */
const inRoom = (room: string): string[] =>
  slack
    .person('anna')
    .seen(room)
    .map(({ text }) => text.split(' · ').slice(0, 2).join(' · '))

/** Holds whoever notes that something was told, it having been posted. */
async function hold(): Promise<void> {
  await client.query(`
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN PERFORM pg_advisory_xact_lock_shared(4713); RETURN NEW; END $$;
    CREATE TRIGGER hold BEFORE INSERT ON maintenance_notices FOR EACH ROW EXECUTE FUNCTION hold();
    SELECT pg_advisory_lock(4713)`)
}

async function isHeld(): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4713 AND NOT granted",
  )
  return rowCount === 1
}

test('three bots announce a maintenance once in each room; one that is killed between posting and noting is made good without a repeat', async () => {
  for (const _ of [1, 2, 3]) await start()
  await plan('Upgrade')
  await minutesUntil(isTold(1, 'ahead-24'))
  const all = ['MAINTENANCE AHEAD · Upgrade']
  expect([inRoom('#ops'), inRoom('#general')]).toEqual([all, all])
  for (const bot of bots.splice(0)) await bot.kill()

  const alone = await start()
  await cancel(1)
  await plan('Network')
  await hold()
  await minutesUntil(isHeld)
  await alone.kill()
  await client.query('SELECT pg_advisory_unlock(4713)')
  await start()
  await start()
  await minutesUntil(isTold(1, 'cancelled'))
  await minutesUntil(isTold(2, 'ahead-24'))
  all.push('MAINTENANCE CANCELLED · Upgrade', 'MAINTENANCE AHEAD · Network')
  expect([inRoom('#ops').toSorted(), inRoom('#general').toSorted()]).toEqual([all.toSorted(), all.toSorted()])
}, 240_000)
