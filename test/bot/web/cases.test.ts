import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import type { CaseClause, CaseHead, CaseList, CaseRecord } from '../../../src/bot/web/api.ts'
import { documentId, type FakeAssistant, startFakeAssistant } from '../../fakes/assistant.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
  wordsOf,
} from '../../harness/bot.ts'
import { askForPerson, caseAs, furnish } from '../../harness/cases.ts'
import { eventually } from '../../harness/eventually.ts'
import { documentWith } from '../../sops/manuals/documents.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot
let copy: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
  copy = await startTestBot(home)
})
afterAll(async () => {
  await bot?.close()
  await copy?.close()
  await home?.remove()
  await assistant?.stop()
})
afterEach(() => expect([...errorsIn(bot), ...errorsIn(copy)]).toEqual([]))

interface Answer extends Partial<Pick<CaseRecord, 'messages' | 'speaks'>> {
  status: number
  case?: CaseRecord
  clauses?: CaseClause[]
  error?: { code: string; message: string }
}

async function post(number: number, what: 'presses' | 'messages', body: object, person = 'nikos') {
  const response = await visit(bot, person).call('POST', `/api/cases/${number}/${what}`, body)
  const answer = (await response.json()) as Omit<Answer, 'status'>
  return { ...answer, status: response.status }
}
const press = (number: number, action: string, more: object = {}, person?: string) =>
  post(number, 'presses', { action, ...more }, person)
const say = (number: number, text: string, person?: string, key: string = crypto.randomUUID()) =>
  post(number, 'messages', { key, text }, person)
const list = async (person = 'nikos') =>
  (await (await visit(bot, person).call('GET', '/api/cases')).json()) as CaseList

/** Follows the cases at one copy of the bot until one of them is as it should be. */
async function followUntil(
  at: TestBot,
  isIt: (head: CaseHead) => boolean,
  person = 'nikos',
): Promise<CaseHead> {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), 20_000)
  try {
    const headers = { cookie: `person=${person}` }
    const response = await fetch(`${at.url}/api/cases/events`, { headers, signal: stop.signal })
    const decoder = new TextDecoder()
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks.filter((one) => one.startsWith('event: case'))) {
        const head = JSON.parse(block.slice(block.indexOf('data: ') + 6)) as CaseHead
        if (isIt(head)) return head
      }
    }
    throw new Error('it ended early')
  } finally {
    clearTimeout(late)
    stop.abort()
  }
}

test('those on call see every case that waits, the oldest first; everybody else their own, without due times', async () => {
  const first = await askForPerson(bot, home, 'maria', 'What does E-104 mean?')
  const second = await askForPerson(bot, home, 'kim', 'Where is the fuse?')
  const all = await list()
  expect([all.isAll, all.timeZone, all.waiting]).toEqual([true, 'Europe/Athens', all.cases.length])
  expect(all.cases.map(({ number }) => number)).toEqual([first.number, second.number])
  expect(all.cases[0]).toMatchObject({
    name: `C-${first.number}`,
    title: 'What does E-104 mean?',
    status: 'open',
    word: 'Open',
    tone: 'warning',
    severity: 'warning',
    level: 1,
    isOverdue: false,
    asker: 'Maria Sample',
    takenBy: null,
  })
  expect(Date.parse(all.cases[0]?.dueAt ?? '')).toBeGreaterThan(Date.now())
  const own = await list('maria')
  expect(own).toMatchObject({ isAll: false, waiting: 1 })
  expect(own.cases.map(({ number, dueAt }) => [number, dueAt])).toEqual([[first.number, null]])
  expect((await list('alex')).cases).toEqual([])
})

test('a case tells what was found, who was called and why not, what is due, and offers what one may press', async () => {
  const { number } = await askForPerson(bot, home)
  await furnish(home, number)
  // What is due at once is done by then.
  const seen = await eventually(async () => {
    const now = await caseAs(bot, number)
    return now.ahead.length === 3 && now
  })
  expect(seen.pages.map(({ who, status, text }) => [who, status, text])).toEqual([
    ['Nikos Example', 'failed', 'could not be called by e-mail: 550 <(address)> (number) refused'],
    ['Nikos Example', 'sent', 'was called by direct message'],
    ['Anna Placeholder', 'waiting', 'is called by e-mail, unless somebody takes it'],
  ])
  expect(seen.ahead.map(({ text }) => text)).toEqual([
    'Unless somebody takes it, level 2 (Senior engineer) is called.',
    'Unless somebody takes it, level 3 (Development team) is called.',
    'Unless somebody takes it, level 4 (Manager) is called.',
  ])
  expect(seen.events[0]).toMatchObject({ who: 'Maria Sample', text: 'asked for a person' })
  const sources = seen.card.blocks.find(({ kind }) => kind === 'sources')
  expect(sources).toMatchObject({
    sources: [
      { title: 'V4.0 Start-up', page: 12, url: `/documents/${documentId}?page=12&quote=Turn+it+to+ON.` },
    ],
  })
  expect(buttonIn(seen.card, 'case-take')).toBeDefined()
  expect(wordsOf(seen.card)).not.toContain('Everything about it')

  const own = await caseAs(bot, number, 'maria')
  expect([own.pages, own.ahead, own.dueAt]).toEqual([[], [], null])
  expect(own.card.headline).toBe(`OPEN · C-${number} · Your question is with the on-call engineer`)
  expect(['case-take', 'case-reply'].map((action) => buttonIn(own.card, action))).toEqual([
    undefined,
    undefined,
  ])
  expect(buttonIn(own.card, 'case-close')).toBeDefined()
  expect(JSON.stringify(own)).not.toMatch(/autoboss\.example|555 01/)
})

test('it is taken and resolved with its cause; every copy tells the pages of it; the asker reads the cause', async () => {
  const { number } = await askForPerson(bot, home)
  const told = followUntil(copy, (head) => head.number === number && head.status === 'taken', 'maria')
  const taken = await press(number, 'case-take')
  expect(taken.case).toMatchObject({ status: 'taken', word: 'Taken', takenBy: 'Nikos Example' })
  await told
  expect(taken.case?.events.at(-1)).toMatchObject({ who: 'Nikos Example', text: 'took it' })
  expect((await caseAs(bot, number, 'maria')).speaks).toEqual({
    as: 'asker',
    reader: 'Nikos Example reads this here.',
    files: { files: 5, bytesEach: 10_000_000 },
  })

  expect((await press(number, 'case-resolve', { input: '  ' })).error?.code).toBe('no_cause')
  const cause = `A loose cable.\n${'It was fastened. '.repeat(60)}`.trim()
  expect((await press(number, 'case-resolve', { input: cause })).case).toMatchObject({
    status: 'resolved',
    speaks: null,
  })
  const own = await caseAs(bot, number, 'maria')
  expect(own.events.at(-1)?.text).toBe(`resolved it: ${cause}`)
  expect(wordsOf(own.card)).toContain('A loose cable.')
  expect((await list('maria')).cases.find((row) => row.number === number)?.word).toBe('Resolved')
  expect((await say(number, 'Thanks', 'maria')).error?.code).toBe('case_changed')
})

test('a button of the chat does the same as that of the page, and what one did there shows here', async () => {
  const { number } = await askForPerson(bot, home)
  const nikos = visit(bot, 'nikos')
  const { entry } = await nikos.reply(await nikos.say(`/cases ${number}`))
  const before = (await caseAs(bot, number)).events.length
  await nikos.click(entry, 'case-raise', String(number), 'I am at the doctor')
  const raised = await eventually(async () => {
    const now = await caseAs(bot, number)
    return now.level === 2 && now
  })
  expect(raised.events.slice(before).map(({ who, text }) => [who, text])).toContainEqual([
    'Nikos Example',
    'raised it to level 2: I am at the doctor',
  ])
  expect((await press(number, 'case-take', {}, 'anna')).case?.takenBy).toBe('Anna Placeholder')
  const again = await nikos.click(entry, 'case-take', String(number))
  expect(again.status).toBe(202)
  await eventually(async () =>
    (await nikos.transcript()).some((one) => JSON.stringify(one.body).includes('was taken already')),
  )
})

test('of those who take it at once one has it, and the others are told', async () => {
  const { number } = await askForPerson(bot, home)
  const answers = await Promise.all(
    ['nikos', 'anna', 'petros'].map((one) => press(number, 'case-take', {}, one)),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409])
  expect(answers.find(({ status }) => status === 409)?.error?.message).toBe(`C-${number} was taken already.`)
})

test('of those who raise it at once it is raised by one, and the others are told by whom', async () => {
  const { number } = await askForPerson(bot, home)
  const value = buttonIn((await caseAs(bot, number)).card, 'case-raise')?.value
  const answers = await Promise.all(
    ['nikos', 'anna', 'petros', 'nikos', 'anna', 'petros'].map((one) =>
      press(number, 'case-raise', { value }, one),
    ),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409])
  const { level, events } = await caseAs(bot, number)
  const [raised, ...more] = events.filter(({ text }) => text.startsWith('raised it'))
  expect([level, raised?.text, more]).toEqual([2, 'raised it to level 2', []])
  const told = answers.flatMap(({ error }) => (error === undefined ? [] : [error.message]))
  expect(new Set(told)).toEqual(
    new Set([`C-${number} was raised by ${raised?.who} meanwhile: it is at level 2 now.`]),
  )
})

test('what is said under one key is said once, stands on both pages, and arrives in the chat of the asker', async () => {
  const { number, conversation } = await askForPerson(bot, home)
  const key = crypto.randomUUID()
  const told = followUntil(copy, (head) => head.number === number && head.version.endsWith('.1'))
  await Promise.all(Array.from({ length: 4 }, () => say(number, 'Look at page 12', 'nikos', key)))
  await told
  await say(number, 'I did.', 'maria', key)
  const { messages } = await caseAs(bot, number)
  expect(messages.map(({ side, name, isOwn, text }) => [side, name, isOwn, text])).toEqual([
    ['team', 'Nikos Example', true, 'Look at page 12'],
    ['asker', 'Maria Sample', false, 'I did.'],
  ])
  const { text } = await visit(bot, 'maria', conversation).shown(`case:${number}:words:1`)
  expect(text).toContain('Look at page 12')
})

test('whoever is on call and asks speaks for themselves', async () => {
  const { number } = await askForPerson(bot, home, 'nikos')
  const seen = await say(number, 'It is me', 'nikos')
  expect([seen.speaks?.as, seen.messages?.map(({ side }) => side)]).toEqual(['asker', ['asker']])
})

test('a secret that somebody types is masked before it is kept', async () => {
  const { number } = await askForPerson(bot, home)
  const secret = `sk-${'a1B2'.repeat(8)}`
  await say(number, `The key is ${secret}`)
  await press(number, 'case-resolve', { input: `It was ${secret}` })
  expect(JSON.stringify(await caseAs(bot, number))).not.toContain(secret)
})

test('how urgent it can be is offered in the words of the runbook; the asker says it too', async () => {
  const { number } = await askForPerson(bot, home)
  const offered = await press(number, 'case-urgency', {}, 'maria')
  expect(offered.clauses?.slice(3, 5).map(({ when, leadsTo }) => [when, leadsTo])).toEqual([
    ['Nothing works at all', 'level 2 at once'],
    ['More than 10 % of the requests fail', 'level 2 within 60 minutes'],
  ])
  const value = offered.clauses?.[0]?.value
  const declared = await press(number, 'case-declare', { value }, 'maria')
  expect(declared.case).toMatchObject({
    title: 'The service is down for more than 15 minutes',
    severity: 'critical',
    tone: 'critical',
    level: 2,
  })
  expect((await press(number, 'case-snooze', { value: `${number} 60` })).error?.code).toBe('stale_button')
  expect((await press(number, 'case-snooze', { value: `${number} 15` })).case?.word).toBe('Snoozed')
})

test.each<[string, 'presses' | 'messages', object, RegExp]>([
  ['a button of another case', 'presses', { action: 'case-take', value: '99999' }, /does not belong to C-/],
  ['an action that no case has', 'presses', { action: 'run-approve' }, /must be the action of a button/],
  ['an action that is not known', 'presses', { action: 'case-explode' }, /no longer in use/],
  [
    'an input of 2,001 characters',
    'presses',
    { action: 'case-raise', input: 'x'.repeat(2_001) },
    /at most 2,000/,
  ],
  ['control characters', 'presses', { action: 'case-raise', input: 'a\u0007b' }, /must not contain control/],
  ['a field that is not known', 'presses', { action: 'case-take', admin: true }, /"admin" is not a field/],
  ['nothing', 'messages', { text: '  ' }, /The message must not be empty/],
  ['2,001 characters', 'messages', { text: 'x'.repeat(2_001) }, /The message must be at most 2,000/],
  ['control characters in words', 'messages', { text: 'a\u0000b' }, /must not contain control/],
  ['a side of one’s own choice', 'messages', { text: 'Hello', side: 'asker' }, /"side" is not a field/],
  ['a key that is no UUID', 'messages', { text: 'Hello', key: '1' }, /must be a UUID/],
])('%s is refused and changes nothing', async (_, what, body, says) => {
  const { number } = await askForPerson(bot, home)
  const key = what === 'messages' ? { key: crypto.randomUUID() } : {}
  const refused = await post(number, what, { ...key, ...body })
  expect([refused.status, refused.error?.message]).toEqual([400, expect.stringMatching(says)])
  const after = await caseAs(bot, number)
  expect([after.status, after.events.filter(({ who }) => who === 'Nikos Example'), after.messages]).toEqual([
    'open',
    [],
    [],
  ])
})

test('a press that a page of somebody else sent is refused', async () => {
  const { number } = await askForPerson(bot, home)
  const headers = { origin: 'https://evil.example' }
  for (const [what, body] of [
    ['presses', { action: 'case-take' }],
    ['messages', { key: crypto.randomUUID(), text: 'Hello' }],
  ] as const) {
    const response = await visit(bot, 'nikos').call('POST', `/api/cases/${number}/${what}`, body, headers)
    expect(response.status).toBe(403)
  }
  expect(await caseAs(bot, number)).toMatchObject({ status: 'open', messages: [] })
})

test.each(['/api/cases/0', '/api/cases/x', '/api/cases/1.5', '/api/cases/99999999999'])(
  '%s is no number of a case',
  async (path) => {
    expect((await visit(bot, 'nikos').call('GET', path)).status).toBe(400)
  },
)

test('the answer of a resolved case is kept from its page: once, for somebody else to review, by who may', async () => {
  const { number } = await askForPerson(bot, home)
  await furnish(home, number)
  assistant.documents = [documentWith(documentId, { sha256: 'd'.repeat(64) })]
  const press = async (person: string, action: string, input: string) => {
    const path = `/api/cases/${number}/presses`
    const response = await visit(bot, person).call('POST', path, { action, input })
    return [response.status, await response.json()]
  }
  const keep = (person = 'nikos', input = 'Fasten the cable.') => press(person, 'case-keep-answer', input)
  expect(await keep()).toMatchObject([409, { error: { code: 'case_changed' } }])
  expect(buttonIn((await caseAs(bot, number)).card, 'case-keep-answer')).toBeUndefined()
  await press('nikos', 'case-resolve', 'A loose cable')
  expect(buttonIn((await caseAs(bot, number)).card, 'case-keep-answer')?.label).toBe('Keep the answer…')
  expect(buttonIn((await caseAs(bot, number, 'maria')).card, 'case-keep-answer')).toBeUndefined()
  expect(await keep('maria')).toMatchObject([403, { error: { code: 'not_allowed' } }])
  expect(await keep('nikos', ' ')).toMatchObject([400, { error: { code: 'bad_answer' } }])
  const [first, second] = [await keep(), await keep()]
  expect(first).toEqual([200, { kept: expect.stringMatching(/review as V-\d+: \/ai answers\.$/) }])
  expect(second).toEqual(first)
  const sql = 'SELECT answer, status, written_by FROM verified_answers WHERE case_number = $1'
  expect(await home.query(sql, [number])).toEqual([
    { answer: 'Fasten the cable.', status: 'proposed', written_by: 'nikos' },
  ])
  const audited = "SELECT person, place FROM audit WHERE action = 'answer.proposed'"
  expect(await home.query(audited)).toEqual([{ person: 'nikos', place: 'web' }])
  const anna = visit(bot, 'anna')
  expect((await anna.reply(await anna.say('/answers'))).text).toContain('What does E-104 mean?')
})
