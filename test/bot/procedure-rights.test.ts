import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { procedures } from '../../src/sops/catalog.ts'
import { gateOf } from '../../src/sops/gates.ts'
import { type BotHome, botHome, errorsIn, startTestBot, type TestBot, visit } from '../harness/bot.ts'
import { eventually } from '../harness/eventually.ts'
import { proveQuickly } from '../harness/prove-quickly.ts'
import { markdownTable, writeResults } from '../harness/results.ts'
import { shelveBackup } from '../harness/shelved-backup.ts'
import { type SlackHouse, slackHouse } from '../harness/slack-house.ts'

// Hundreds of requests, each on its way through the whole bot.
jest.setTimeout(900_000)

const people = ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex'] as const
const onCall = 'nikos anna petros'

/** The backup that can be restored; an approval types its name. */
const shelved = 'ai_assistant_20261128_031500'

/** By hand: who may ask for a procedure, and the command; null: it is begun by a form alone. */
const asking: Record<string, { who: string; command: string | null }> = {
  restart: { who: onCall, command: 'restart' },
  start: { who: onCall, command: 'start' },
  stop: { who: onCall, command: 'stop db' },
  config: { who: onCall, command: 'config OPENAI_MODEL=gpt-4o-mini' },
  maintenance: { who: 'anna petros', command: 'maintenance' },
  'add-manual': { who: 'kim', command: null },
  'log-review': { who: onCall, command: 'logs review' },
  performance: { who: onCall, command: 'performance' },
  backup: { who: onCall, command: 'backup' },
  restore: { who: 'anna petros', command: `restore ${shelved}` },
}

/** By hand: who may decide on a plan, by who asked for it. Where nobody has to, nobody can. */
const deciding: Record<string, Record<string, string>> = {
  restart: { nikos: 'nikos', anna: 'anna' },
  start: { nikos: 'nikos', anna: 'anna' },
  stop: { nikos: 'anna petros', anna: 'nikos petros' },
  config: { nikos: 'anna petros', anna: 'petros' },
  maintenance: { petros: 'anna', anna: 'petros' },
  restore: { petros: 'anna', anna: 'petros' },
}

/** The web chat's demo ends where Slack begins, so each has a bot of its own. */
let house: SlackHouse
let home: BotHome
let bot: TestBot
beforeAll(async () => {
  house = await slackHouse()
  await shelveBackup(house.agent.folder, shelved)
  house.slack.addChannel('#closed', { isPrivate: true })
  house.slack.addGroupChat('several', [...people])
  home = await botHome(house.assistant.url)
  await proveQuickly(home)
  bot = await startTestBot(home, house.agent.settings)
}, 120_000)
afterAll(async () => {
  await bot.close()
  await home.remove()
  await house.close()
})

const table: string[] = []
const unexpected: string[] = []
afterAll(() =>
  writeResults('procedure-rights.md', [...table, `${unexpected.length} unexpected`, ...unexpected]),
)

interface Kind {
  home(): BotHome
  ask(person: string, command: string): Promise<unknown>
}
const onSlack = (ask: Kind['ask']): Kind => ({ home: () => house.home, ask })
const member = (person: string) => house.slack.person(person)

/** Every kind of place, and how one asks there. */
const places: Record<string, Kind> = {
  'web: a conversation': {
    home: () => home,
    ask: (person, command) => visit(bot, person).say(`/${command}`),
  },
  'Slack: direct messages': onSlack((person, command) => member(person).says('@bot', command)),
  'Slack: slash command in a channel': onSlack((person, command) =>
    member(person).types(`/ai ${command}`, { in: '#general' }),
  ),
  'Slack: a thread of a channel': onSlack(async (person, command) => {
    const begun = await member(person).says('#ops', 'Look at this')
    await member(person).repliesIn(begun, `@bot ${command}`)
  }),
  'Slack: a private channel': onSlack((person, command) => member(person).says('#closed', `@bot ${command}`)),
  'Slack: a group chat': onSlack((person, command) => member(person).says('several', `@bot ${command}`)),
}

async function runsOf(procedure: string, person: string, at: BotHome): Promise<number> {
  const sql = 'SELECT count(*)::int AS many FROM runs WHERE procedure = $1 AND requested_by = $2'
  const [row] = await at.query<{ many: number }>(sql, [procedure, person])
  return row?.many ?? 0
}

/** Until nothing waits in the intake, and nothing is carried out. */
async function atRest(at: BotHome): Promise<void> {
  await house.slack.settled()
  await eventually(
    async () => {
      const [row] = await at.query<{ open: number }>(
        `SELECT ((SELECT count(*) FROM inbox WHERE status IN ('waiting', 'working'))
          + (SELECT count(*) FROM runs WHERE status = 'running'))::int AS open`,
      )
      return row?.open === 0
    },
    { within: 120_000 },
  )
}

/** One row of the table, and what of it is not as it should be. */
function note(
  names: string[],
  found: Map<string, string>,
  isExpected: (person: string, cell: string) => boolean,
) {
  const cells = people.map((person) => found.get(person) ?? 'nothing')
  const wrong = people.filter((person) => !isExpected(person, found.get(person) ?? 'nothing'))
  unexpected.push(...wrong.map((person) => `${person}, ${names.join(', ')}: ${found.get(person)}`))
  return [...names, ...cells]
}

test('the tables name every procedure of the catalog', () => {
  const names = procedures.map(({ name }) => name).sort()
  expect(Object.keys(asking).sort()).toEqual(names)
  const decided = names.filter((name) => gateOf(name)?.approval !== 'none')
  expect(Object.keys(deciding).sort()).toEqual(decided)
})

test('every role, every procedure, on every platform and in every kind of place: who may ask', async () => {
  const rows: string[][] = []
  for (const [procedure, { who, command }] of Object.entries(asking)) {
    for (const [place, { home: at, ask }] of Object.entries(command === null ? {} : places)) {
      const found = new Map<string, string>()
      const askAll = async (several: readonly string[]) => {
        const before = await Promise.all(several.map((person) => runsOf(procedure, person, at())))
        await Promise.all(several.map((person) => ask(person, command ?? '')))
        await atRest(at())
        for (const [n, person] of several.entries())
          found.set(person, (await runsOf(procedure, person, at())) > (before[n] ?? 0) ? 'asks' : 'no')
      }
      // Plans only wait, so all ask at once; what begins at once, each after the other.
      if (gateOf(procedure)?.approval !== 'none') await askAll(people)
      else for (const person of people) await askAll([person])
      const mayAsk = (person: string) => who.split(' ').includes(person)
      rows.push(note([procedure, place], found, (person, cell) => (cell === 'asks') === mayAsk(person)))
    }
  }
  table.push(...markdownTable(['procedure', 'place', ...people], rows), '')
  expect(rows).toHaveLength(9 * Object.keys(places).length)
  expect(unexpected).toEqual([])
  expect([...errorsIn(house.bot), ...errorsIn(bot)]).toEqual([])
})

/** A plan that waits: how somebody decides on it there. */
interface Waiting {
  number: number
  decide(person: string): Promise<unknown>
}

async function newest(at: BotHome): Promise<{ number: number; digest: string }> {
  const sql = `SELECT number, digest FROM runs WHERE status = 'waiting' ORDER BY number DESC LIMIT 1`
  const [row] = await at.query<{ number: number; digest: string }>(sql)
  if (row === undefined) throw new Error('no plan waits')
  return row
}

/** Where they are no approval, or one that is typed. */
const labels: Record<string, string> = {
  restart: 'Restart now',
  start: 'Start now',
  restore: 'Approve restore…',
}

/** Whoever may say no may say yes, and a no starts nothing. In Slack the button is pressed that everybody sees. */
const platforms: Record<string, { at(): BotHome; plan(procedure: string, asker: string): Promise<Waiting> }> =
  {
    web: {
      at: () => home,
      plan: async (procedure, asker) => {
        await visit(bot, asker).say(`/${asking[procedure]?.command}`)
        await atRest(home)
        const { number, digest } = await newest(home)
        const press = { action: 'run-reject', value: `${number} ${digest}` }
        return {
          number,
          decide: (person) => visit(bot, person).call('POST', `/api/runs/${number}/presses`, press),
        }
      },
    },
    Slack: {
      at: () => house.home,
      plan: async (procedure, asker) => {
        const asked = await member(asker).says('#ops', `@bot ${asking[procedure]?.command}`)
        await atRest(house.home)
        const { number } = await newest(house.home)
        const label = labels[procedure] ?? `Approve ${procedure}`
        const card = await member(asker).sees(asked, `[${label}]`)
        const decide = async (person: string) => {
          await member(person).clicks(card, label, { asSeen: true })
          await house.slack.settled()
          if (member(person).hasForm()) await member(person).submits({ input: shelved })
        }
        return { number, decide }
      },
    },
  }

test('every role, every procedure, both platforms: who may decide on a plan, by who asked', async () => {
  const rows: string[][] = []
  for (const [platform, { at, plan }] of Object.entries(platforms)) {
    for (const [procedure, byAsker] of Object.entries(deciding)) {
      for (const [asker, who] of Object.entries(byAsker)) {
        const found = new Map<string, string>()
        let waiting = await plan(procedure, asker)
        for (const person of people) {
          await waiting.decide(person)
          await atRest(at())
          const sql = 'SELECT status FROM runs WHERE number = $1'
          const [row] = await at().query<{ status: string }>(sql, [waiting.number])
          found.set(person, row?.status === 'waiting' ? 'no' : 'decides')
          if (row?.status === 'waiting') continue
          await house.agent.put(`reset ${waiting.number} ${platform}`.replaceAll(' ', '-'), startDb)
          writeFileSync(house.agent.settingsPath, '')
          waiting = await plan(procedure, asker)
        }
        const mayDecide = (person: string) => who.split(' ').includes(person)
        const names = [procedure, asker, platform]
        rows.push(note(names, found, (person, cell) => (cell === 'decides') === mayDecide(person)))
      }
    }
  }
  table.push(...markdownTable(['procedure', 'asked by', 'platform', ...people], rows), '')
  expect(rows).toHaveLength(6 * 2 * 2)
  expect(unexpected).toEqual([])
})

const startDb = { verb: 'start', request: { service: 'db' } } as const
