import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { CaseList, CaseRecord } from '../../../src/bot/web/api.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../harness/bot.ts'
import { furnish, numberOf } from '../../harness/cases.ts'
import { markdownTable, writeResults } from '../../harness/results.ts'
import { callWith, giveToken, signIn, startClosedBot } from '../../harness/sign-in.ts'

jest.setTimeout(600_000)

/** One person of each role, and what the role may by itself: to see to cases, or to have one's own. */
const people = {
  maria: { role: 'staff', kind: 'others' },
  kim: { role: 'knowledge-keeper', kind: 'others' },
  alex: { role: 'administrator', kind: 'others' },
  nikos: { role: 'on-call', kind: 'takers' },
  anna: { role: 'senior', kind: 'takers' },
  dora: { role: 'development', kind: 'takers' },
} as const
const relations = ['asker', 'taker', 'added', 'none'] as const
type Relation = (typeof relations)[number]
const scopes = ['monitor', 'ask', 'knowledge'] as const

/** What one can do with a case, each in a word or two. */
interface Rights {
  list: 'yes' | 'no'
  one: 'yes' | '404'
  /** A file that was sent about it. */
  file: 'yes' | '404'
  /** As whom one speaks. */
  messages: 'asker' | 'team' | '404'
  /** As whom one sends files. */
  files: 'asker' | 'team' | '404'
  /** The presses that are not refused for who presses. */
  presses: string
  /** Calls and due times. */
  calling: 'yes' | 'no'
  /** Somebody's e-mail address or telephone number. */
  contacts: 'no' | 'yes'
}

const nothing: Rights = {
  list: 'no',
  one: '404',
  file: '404',
  messages: '404',
  files: '404',
  presses: '',
  calling: 'no',
  contacts: 'no',
}
const seesTo: Rights = {
  list: 'yes',
  one: 'yes',
  file: 'yes',
  messages: 'team',
  files: 'team',
  presses: 'urgency declare take take-over raise snooze add resolve keep-answer',
  calling: 'yes',
  contacts: 'no',
}

const asAsker = { messages: 'asker', files: 'asker' } as const

/** By hand: what everybody may. Whoever has a case and lost the role for it has no more than anybody. */
const expected: Record<'takers' | 'others', Record<Relation, Rights>> = {
  takers: {
    asker: { ...seesTo, ...asAsker, presses: seesTo.presses.replace('keep', 'close keep') },
    taker: seesTo,
    added: seesTo,
    none: seesTo,
  },
  others: {
    asker: { ...seesTo, ...asAsker, presses: 'urgency declare close', calling: 'no' },
    taker: nothing,
    added: { ...seesTo, presses: '', calling: 'no' },
    none: nothing,
  },
}

/** Every press, and what it carries besides the number. Those that end a case come last. */
const presses: Record<string, { rest?: string; input?: string }> = {
  urgency: {},
  declare: { rest: ' 4' },
  take: {},
  'take-over': {},
  raise: { input: 'It is urgent' },
  snooze: { rest: ' 60' },
  add: { input: 'petros' },
  resolve: { input: 'A loose cable' },
  close: {},
  'keep-answer': { input: 'Fasten the cable' },
}

let home: BotHome
let bot: TestBot
const cookies = new Map<string, string>()

beforeAll(async () => {
  home = await botHome('http://127.0.0.1:1')
  const file = join(home.configDir, 'people.yml')
  const more = ['dora', 'zoe'].map(
    (id) =>
      `\n  - id: ${id}\n    name: ${id} Specimen\n    roles: [${id === 'dora' ? 'development' : 'staff'}]\n    identities: { local: ${id} }\n    email: ${id}@autoboss.example\n`,
  )
  await writeFile(file, (await readFile(file, 'utf8')) + more.join(''))
  bot = await startClosedBot(home)
  for (const id of [...Object.keys(people), 'zoe']) cookies.set(id, await signIn(home, bot, id))
}, 120_000)
afterAll(async () => {
  await bot?.close()
  await home?.remove()
})

const call = async (person: string, path: string, body?: unknown) =>
  await callWith(bot, cookies.get(person) ?? '', path, body === undefined ? {} : { method: 'POST', body })

/** A case to which somebody is what the relation says; everybody's own but the asker's is Zoe's. */
async function caseFor(person: string, relation: Relation): Promise<number> {
  const conversation = crypto.randomUUID()
  const text = '/escalate What does E-104 mean?'
  const asker = relation === 'asker' ? person : 'zoe'
  await call(asker, `/api/conversations/${conversation}/messages`, { key: crypto.randomUUID(), text })
  const number = await numberOf(home, conversation)
  await furnish(home, number)
  await addFile(number)
  if (relation === 'taker')
    await home.query("UPDATE cases SET status = 'taken', taken_by = $2, taken_at = now() WHERE number = $1", [
      number,
      person,
    ])
  if (relation === 'added')
    await home.query("INSERT INTO case_people VALUES ($1, $2, 'anna', now())", [number, person])
  return number
}

/** Zoe sent a file about it. */
async function addFile(number: number): Promise<void> {
  const message = `INSERT INTO case_messages (case_number, position, source_key, side, by, text, at)
    VALUES ($1, 1, $2, 'asker', 'zoe', '', now())`
  await home.query(message, [number, `file ${number}`])
  const file = `INSERT INTO case_files VALUES ($1, 1, 0, 'log.txt', 'application/octet-stream', 5, 'E-104')`
  await home.query(file, [number])
}

/** Somebody attaches a file on its page. */
async function sendFile(person: string, number: number): Promise<{ status: number; body: string }> {
  const form = new FormData()
  form.append('key', crypto.randomUUID())
  form.append('text', 'See this')
  form.append('file', new Blob(['E-104']), 'log.txt')
  const headers = { cookie: cookies.get(person) ?? '', origin: bot.url }
  const response = await fetch(`${bot.url}/api/cases/${number}/files`, {
    method: 'POST',
    body: form,
    headers,
  })
  return { status: response.status, body: await response.text() }
}

/** What somebody did to a case, as often as it is on record. */
async function deedsOf(person: string, number: number): Promise<number> {
  const sql = 'SELECT count(*)::int AS deeds FROM case_events WHERE case_number = $1 AND by = $2'
  return (await home.query<{ deeds: number }>(sql, [number, person]))[0]?.deeds ?? 0
}

/** Tries everything. */
async function found(person: string, number: number): Promise<Rights> {
  const list = await call(person, '/api/cases')
  const one = await call(person, `/api/cases/${number}`)
  const file = await call(person, `/case-files/${number}/1/0`)
  const said = await call(person, `/api/cases/${number}/messages`, {
    key: crypto.randomUUID(),
    text: 'Hello',
  })
  const sent = await sendFile(person, number)
  const sideOf = async (whose: string) => {
    const sql = `SELECT side FROM case_messages WHERE case_number = $1 AND by = $2 AND ${whose}`
    return (await home.query<{ side: 'asker' | 'team' }>(sql, [number, person]))[0]?.side ?? '404'
  }
  const seen = one.status === 200 ? (JSON.parse(one.body) as CaseRecord) : undefined
  const isCalling =
    seen !== undefined && (seen.pages.length > 0 || seen.ahead.length > 0 || seen.dueAt !== null)
  const listed = (JSON.parse(list.body) as CaseList).cases.some((row) => row.number === number)
  const allowed: string[] = []
  const answers = [list, one, file, said, sent]
  for (const [name, { rest, input }] of Object.entries(presses)) {
    const before = await deedsOf(person, number)
    const pressed = await call(person, `/api/cases/${number}/presses`, {
      action: `case-${name}`,
      ...(rest !== undefined && { value: `${number}${rest}` }),
      ...(input !== undefined && { input }),
    })
    answers.push(pressed)
    if (pressed.status === 403 || pressed.status === 404) expect(await deedsOf(person, number)).toBe(before)
    else allowed.push(name)
  }
  const words = answers.map(({ body }) => body).join('\n')
  return {
    list: listed ? 'yes' : 'no',
    one: one.status === 200 ? 'yes' : '404',
    file: file.status === 200 ? 'yes' : '404',
    messages: said.status === 200 ? await sideOf("text = 'Hello'") : '404',
    files: sent.status === 200 ? await sideOf("text = 'See this'") : '404',
    presses: allowed.join(' '),
    calling: isCalling ? 'yes' : 'no',
    contacts: /autoboss\.example|\+30|555 01/.test(words) ? 'yes' : 'no',
  }
}

const table: string[] = []
afterAll(() => writeResults('case-rights.md', table))

test('every role, every relation to a case: what one sees of it and can do', async () => {
  const rows: string[][] = []
  const unexpected: string[] = []
  for (const [person, { role, kind }] of Object.entries(people)) {
    for (const relation of relations) {
      const wanted = expected[kind][relation]
      const rights = await found(person, await caseFor(person, relation))
      rows.push([role, relation, ...Object.values(rights)])
      for (const [name, value] of Object.entries(rights)) {
        const should = wanted[name as keyof Rights]
        if (value !== should) unexpected.push(`${role}, ${relation}, ${name}: “${value}”, not “${should}”`)
      }
    }
  }
  const head = [
    'role',
    'relation',
    'in the list',
    'the case',
    'its file',
    'speaks as',
    'sends files as',
    'may press',
    'calls and due times',
  ]
  table.push('## By a session', '', ...markdownTable([...head, 'contacts'], rows), '')
  table.push(`${unexpected.length} unexpected`, ...unexpected, '')
  expect(rows).toHaveLength(24)
  expect(unexpected).toEqual([])
  expect(errorsIn(bot)).toEqual([])
})

test('no API token reaches cases, whatever its scope and whosever it is', async () => {
  const number = await caseFor('nikos', 'none')
  const routes = [
    'GET /api/cases',
    'GET /api/cases/events',
    `GET /api/cases/${number}`,
    `POST /api/cases/${number}/presses`,
    `POST /api/cases/${number}/messages`,
    `POST /api/cases/${number}/files`,
    `GET /case-files/${number}/1/0`,
  ]
  const rows: string[][] = []
  for (const person of ['nikos', 'zoe']) {
    for (const scope of scopes) {
      const authorization = `Bearer ${await giveToken(home, person, [scope])}`
      for (const route of routes) {
        const [method = '', path = ''] = route.split(' ')
        const body = method === 'POST' ? { body: '{}' } : {}
        const headers = { authorization, ...(method === 'POST' && { 'content-type': 'application/json' }) }
        const response = await fetch(bot.url + path, { method, headers, ...body })
        const { error } = (await response.json()) as { error: { code: string } }
        rows.push([
          person,
          scope,
          route.replace(String(number), ':number'),
          `${response.status} ${error.code}`,
        ])
      }
    }
  }
  table.push('## By an API token', '', ...markdownTable(['whose', 'scope', 'route', 'outcome'], rows), '')
  expect(rows).toHaveLength(42)
  expect(rows.filter(([, , , outcome]) => outcome !== '403 out_of_scope')).toEqual([])
})

test('a case that is not shown is refused word by word as one that is not there', async () => {
  const number = await caseFor('maria', 'none')
  const asked = async (name: number) =>
    await Promise.all([
      call('maria', `/api/cases/${name}`),
      call('maria', `/api/cases/${name}/presses`, { action: 'case-take' }),
      call('maria', `/api/cases/${name}/messages`, { key: crypto.randomUUID(), text: 'Hello' }),
      sendFile('maria', name),
      call('maria', `/case-files/${name}/1/0`),
    ])
  const plain = (answers: Awaited<ReturnType<typeof asked>>) =>
    answers.map(({ status, body }) => {
      const { error } = JSON.parse(body) as { error: { code: string; message: string; action: string } }
      return [status, error.code, error.message.replace(/C-\d+/, 'C-N'), error.action]
    })
  const hidden = plain(await asked(number))
  expect(hidden).toEqual(plain(await asked(number + 100_000)))
  expect(hidden[0]).toEqual([
    404,
    'no_case',
    'There is no case C-N of yours.',
    'Choose one from the list of cases.',
  ])
})
