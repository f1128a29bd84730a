import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { type OpsDb, openOpsDb } from '../../../src/db.ts'
import { type CaseStores, caseStores } from '../../../src/oncall/case-stores.ts'
import { type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../harness/bot.ts'
import { testClock } from '../../harness/clock.ts'
import { eventually } from '../../harness/eventually.ts'
import { markdownTable, writeResults } from '../../harness/results.ts'
import { samplePeople, sampleRunbook } from '../../harness/runs.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { slackBot } from '../../harness/slack-bot.ts'

jest.setTimeout(300_000)

/** One person of each role, and what the role may by itself: to see to cases, or to have one's own. */
const people = {
  maria: { role: 'staff', kind: 'others' },
  kim: { role: 'knowledge-keeper', kind: 'others' },
  alex: { role: 'administrator', kind: 'others' },
  nikos: { role: 'on-call', kind: 'takers' },
  anna: { role: 'senior', kind: 'takers' },
  petros: { role: 'development', kind: 'takers' },
} as const
const relations = ['asker', 'taker', 'added', 'none'] as const
type Relation = (typeof relations)[number]

/** What one sees in Slack, surface by surface. */
interface Sight {
  /** The case, among one's own on the start page. */
  home: 'yes' | 'no'
  /** What somebody else asked and waits for, there. */
  questions: 'yes' | 'no'
  /** In what `/ai cases` lists. */
  list: 'yes' | 'no'
  /** What `/ai cases C-31` shows: all of it with everything that can be done, or what its asker sees. */
  one: 'whole' | 'as the asker' | 'no'
  /** Telephone numbers in `/ai contacts`. */
  phones: 'yes' | 'no'
  /** Whether anything but `/ai contacts` says somebody's telephone number. */
  leaked: 'yes' | 'no'
}

const theirs = { home: 'yes', questions: 'no', leaked: 'no' } as const
const foreign = { ...theirs, home: 'no' } as const
const taking = { list: 'yes', one: 'whole', phones: 'yes' } as const
const having = { list: 'yes', one: 'as the asker', phones: 'no' } as const
const hidden = { ...foreign, list: 'no', one: 'no', phones: 'no' } as const

/** By hand. Whoever has a case and lost the role for it has no more than anybody. */
const expected: Record<'takers' | 'others', Record<Relation, Sight>> = {
  takers: {
    asker: { ...theirs, ...taking },
    taker: { ...theirs, ...taking },
    added: { ...theirs, ...taking },
    none: { ...foreign, ...taking },
  },
  others: {
    asker: { ...theirs, ...having },
    taker: hidden,
    added: { ...theirs, ...having },
    none: hidden,
  },
}

let assistant: FakeAssistant
let slack: FakeSlack
let home: BotHome
let bot: TestBot
let db: OpsDb
let stores: CaseStores

beforeAll(async () => {
  assistant = await startFakeAssistant()
  slack = await startFakeSlack()
  home = await botHome(assistant.url)
  const file = join(home.configDir, 'people.yml')
  await writeFile(file, (await readFile(file, 'utf8')).replace('[senior, development]', '[development]'))
  bot = await slackBot(home, slack)
  db = openOpsDb(home.database.url)
  stores = caseStores(db, { clock: testClock(), runbook: sampleRunbook, people: samplePeople })
  await waitsForAnswer('zoe', 'What does the foreign lamp mean?')
}, 120_000)
afterAll(async () => {
  await db?.$disconnect()
  await bot?.close()
  await slack?.stop()
  await home?.remove()
  await assistant?.stop()
})

/** Somebody has asked, and nobody has got round to it. */
async function waitsForAnswer(person: string, text: string): Promise<void> {
  const sql = `INSERT INTO inbox (delivery_key, platform, kind, thread, person_id, payload, request_id, due_at, received_at)
    VALUES ($1, 'slack', 'question', 'D1', $2, $3, 'r', now() + interval '1 day', now())`
  await home.query(sql, [`asked by ${person}`, person, JSON.stringify({ kind: 'message', text })])
}

/** A case to which somebody is what the relation says; everybody's own but the asker's is Zoe's. */
async function caseFor(person: string, relation: Relation): Promise<number> {
  const { case: one } = await stores.cases.open({
    sourceKey: `${person} ${relation}`,
    place: { platform: 'elsewhere', thread: 'there' },
    openedBy: relation === 'asker' ? person : 'zoe',
    question: `What of the ${relation} lamp?`,
    machineModel: null,
    sessionId: null,
    evidence: { requestId: 'r' },
  })
  const taken = "UPDATE cases SET status = 'taken', taken_by = $2, taken_at = now() WHERE number = $1"
  if (relation === 'taker') await home.query(taken, [one.number, person])
  const added = "INSERT INTO case_people VALUES ($1, $2, 'anna', now())"
  if (relation === 'added') await home.query(added, [one.number, person])
  return one.number
}

/** Nobody is called about it, and it is listed nowhere, while the next is looked at. */
const put = async (number: number) =>
  await home.query(
    "UPDATE cases SET status = 'resolved', resolved_by = 'zoe', resolved_at = now(), cause = 'x' WHERE number = $1",
    [number],
  )

/** Looks everywhere. */
async function found(id: string, number: number): Promise<Sight> {
  const person = slack.person(id)
  const name = `C-${number}`
  const start = await person.opensHome()
  /** What a command is answered with, to nobody else; people are called by direct messages meanwhile. */
  const answer = async (command: string) => {
    const answers = () => person.seen('@bot').filter(({ isPrivate }) => isPrivate)
    const before = answers().length
    await person.types(command, { in: '@bot' })
    return await eventually(() => answers()[before]?.text)
  }
  const one = await answer(`/ai cases ${name}`)
  const list = await answer('/ai cases')
  const contacts = await answer('/ai contacts')
  const isPhone = (text: string) => /\+30 210 555/.test(text)
  return {
    home: start.includes(name) ? 'yes' : 'no',
    questions: start.includes('foreign lamp') ? 'yes' : 'no',
    list: list.includes(name) ? 'yes' : 'no',
    one: one.includes('There is no case') ? 'no' : one.includes('Resolve…') ? 'whole' : 'as the asker',
    phones: isPhone(contacts) ? 'yes' : 'no',
    leaked: isPhone([start, one, list].join('\n')) ? 'yes' : 'no',
  }
}

test('every role, every relation to a case: what one sees of it in Slack', async () => {
  const rows: string[][] = []
  const unexpected: string[] = []
  for (const [person, { role, kind }] of Object.entries(people)) {
    for (const relation of relations) {
      const number = await caseFor(person, relation)
      const sight = await found(person, number)
      await put(number)
      rows.push([role, relation, ...Object.values(sight)])
      for (const [name, value] of Object.entries(sight)) {
        const should = expected[kind][relation][name as keyof Sight]
        if (value !== should) unexpected.push(`${role}, ${relation}, ${name}: “${value}”, not “${should}”`)
      }
    }
  }
  const head = [
    'role',
    'relation',
    'on the start page',
    "others' questions there",
    '/ai cases',
    '/ai cases C-31',
  ]
  await writeResults('case-rights-in-slack.md', [
    ...markdownTable([...head, 'telephones in /ai contacts', 'telephones elsewhere'], rows),
    '',
    `${unexpected.length} unexpected`,
    ...unexpected,
  ])
  expect(rows).toHaveLength(24)
  expect(unexpected).toEqual([])
  expect(errorsIn(bot)).toEqual([])
})

test('what somebody asks themselves stands on their own start page', async () => {
  await waitsForAnswer('maria', 'What does my own lamp mean?')
  expect(await slack.person('maria').opensHome()).toContain('What does my own lamp mean?')
  expect(await slack.person('nikos').opensHome()).not.toContain('my own lamp')
})
