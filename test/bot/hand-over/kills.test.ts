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
  const cases = { SLACK_CASES_CHANNEL: slack.channel('#cases').id }
  const bot = await startBotProcess(home, { ...slackSettings(slack, 'http'), ...cases })
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

/** Whether the report of a number is there, and was told. */
const isTold = (number: number) => async () => {
  const rows = await home.query(
    "SELECT 1 FROM duty_reports WHERE kind = 'shift' AND number = $1 AND told_at IS NOT NULL",
    [number],
  )
  return rows.length === 1
}

/** Makes somebody the one who had the shift until now, so that it has changed since. */
const hadBy = (person: string) =>
  home.query(
    `UPDATE duty_reports SET to_person = $1
     WHERE kind = 'shift' AND number = (SELECT max(number) FROM duty_reports WHERE kind = 'shift')`,
    [person],
  )

const inRoom = (): string[] =>
  slack
    .person('anna')
    .seen('#cases')
    .map(({ text }) => text.split('\n').slice(0, 2).join(' | '))

const handedOver = async () =>
  (await home.query("SELECT 1 FROM audit WHERE action = 'shift.handed-over'")).length

/** Holds whoever notes that a report was told, it having been posted. */
async function hold(): Promise<void> {
  await client.query(`
    CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.told_at IS NULL AND NEW.told_at IS NOT NULL THEN PERFORM pg_advisory_xact_lock_shared(4713); END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER hold BEFORE UPDATE ON duty_reports FOR EACH ROW EXECUTE FUNCTION hold();
    SELECT pg_advisory_lock(4713)`)
}

async function isHeld(): Promise<boolean> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 4713 AND NOT granted",
  )
  return rowCount === 1
}

test('three bots tell of a change once; one that is killed between posting and noting is made good without a repeat', async () => {
  for (const _ of [1, 2, 3]) await start()
  await minutesUntil(isTold(0))
  expect(inRoom()).toEqual([])
  await hadBy('petros')
  await minutesUntil(isTold(1))
  const first = 'ON CALL · Nikos Example | Petros Muster hands over to Nikos Example.'
  expect(inRoom()).toEqual([first])
  for (const bot of bots.splice(0)) await bot.kill()

  const alone = await start()
  await hadBy('anna')
  await hold()
  await minutesUntil(isHeld)
  const second = 'ON CALL · Nikos Example | Anna Placeholder hands over to Nikos Example.'
  expect(inRoom()).toEqual([first, second])
  await alone.kill()
  await client.query('SELECT pg_advisory_unlock(4713)')
  expect(await isTold(2)()).toBe(false)
  await start()
  await start()
  await minutesUntil(isTold(2))
  expect(inRoom()).toEqual([first, second])
  expect(await handedOver()).toBe(2)
}, 240_000)
