import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { clauseKey, clauseOf } from '../../src/oncall/clauses.ts'
import { buttonIn } from '../harness/bot.ts'
import { place } from '../harness/memory-platform.ts'
import { startTalk, type Talk } from '../harness/talk.ts'

let talk: Talk

beforeEach(async () => {
  talk = await startTalk()
  talk.platform.rooms = { cases: place('cases') }
})
afterEach(async () => {
  expect(talk.errors).toEqual([])
  await talk.close()
})

/** Maria asks in a thread of the town and gets a person. */
async function asked(thread = 'town/1'): Promise<{ number: number; room: string; card: string }> {
  const key = await talk.settle({ kind: 'message', text: 'Why does E-104 come?' }, { thread })
  await talk.press(`${key}:reply`, 'get-a-person', { value: key, thread })
  const { number } = await talk.house.db.case.findFirstOrThrow({ orderBy: { number: 'desc' } })
  return { number, room: `case:${number}`, card: `${key}:reply:case` }
}

/** Says something in a thread without speaking to the bot. */
const overheard = (text: string, by: string, thread: string) =>
  talk.settle({ kind: 'message', text, overheard: true }, { by, thread })

test('from a question to its answer: taken, answered in its thread, asked back, resolved, and told', async () => {
  const { number, room, card } = await asked()
  await talk.press(room, 'case-take', { by: 'anna', thread: 'cases' })
  expect(talk.words(room)).toMatch(
    new RegExp(`^TAKEN by Anna Placeholder · C-${number} · Why does E-104 come\\?`),
  )
  expect(talk.words(card)).toContain(`TAKEN · C-${number} · Anna Placeholder has your question`)
  expect(talk.words(card)).toContain(`Everything about it (/cases/${number})`)

  await overheard('Is the filter bag new?', 'anna', `cases/case:${number}`)
  await talk.until(() => talk.words(`case:${number}:words:1`) !== undefined)
  expect(talk.platform.posts.get(`case:${number}:words:1`)?.place).toEqual(place('town/1'))
  expect(talk.words(`case:${number}:words:1`)).toBe(
    `Anna Placeholder · C-${number}\nIs the filter bag new?\n[Write to them…]`,
  )

  await overheard('Yes, since Monday.', 'maria', 'town/1')
  await talk.until(() => talk.words(`case:${number}:words:2`) !== undefined)
  expect(talk.platform.posts.get(`case:${number}:words:2`)?.place).toEqual(place(`cases/case:${number}`))
  expect(talk.words(`case:${number}:words:2`)).toBe(`Maria Sample · C-${number}\nYes, since Monday.`)

  await talk.press(room, 'case-resolve', {
    by: 'anna',
    thread: 'cases',
    input: 'The sensor was dirty; wipe it.',
  })
  expect(talk.words(room)).toMatch(/^RESOLVED by Anna Placeholder/)
  expect(talk.words(card)).toBe(
    `RESOLVED · C-${number} · Anna Placeholder\n“Why does E-104 come?”\nThe sensor was dirty; wipe it.\nEverything about it (/cases/${number})`,
  )
})

test('its thread says whose words go where; who names the bot there speaks to the bot', async () => {
  const { number, room } = await asked()
  expect(talk.words(`${room}:thread`)).toContain('What you write here goes to Maria Sample')
  const key = await talk.settle(
    { kind: 'message', text: 'What does E-104 mean?', mayCommand: true },
    { by: 'anna', thread: `cases/${room}` },
  )
  expect(talk.words(`${key}:reply`)).toContain('Turn the main switch to ON.')
  expect(await talk.house.caseStores.messages.of(number)).toEqual([])
})

test('a command is no word to the other side, and after it is resolved the thread is the bot’s again', async () => {
  const { number, room } = await asked()
  await overheard('/status', 'maria', 'town/1')
  expect(await talk.house.caseStores.messages.of(number)).toEqual([])
  await talk.press(room, 'case-resolve', { by: 'anna', thread: 'cases', input: 'It was off.' })
  const key = await overheard('And how do I start it?', 'maria', 'town/1')
  expect(talk.words(`${key}:reply`)).toContain('Turn the main switch to ON.')
})

test('alone with the bot, what the asker writes is passed on, and can still be asked of the manuals', async () => {
  const { number } = await asked('@maria/1')
  const key = await talk.settle({ kind: 'message', text: 'It hums too', alone: true }, { thread: '@maria/1' })
  expect(talk.words(`${key}:reply`)).toBe(
    `PASSED ON · C-${number}\nYour words are with those who see to your question.\n[Ask the manuals instead]`,
  )
  await talk.press(`${key}:reply`, 'ask-as-question', { thread: '@maria/1' })
  expect(talk.asked().at(-1)?.message).toBe('It hums too')
})

test('asked where only the asker reads: answers come to the asker directly', async () => {
  const { number, room } = await asked('town@maria')
  await overheard('Wipe the sensor.', 'anna', `cases/${room}`)
  await talk.until(() => talk.words(`case:${number}:words:1`) !== undefined)
  expect(talk.platform.posts.get(`case:${number}:words:1`)?.place).toEqual(place('maria@maria'))
})

test('the asker writes by the button, and needs nobody any more by another; nobody else does in their name', async () => {
  const { number, room, card } = await asked()
  await talk.press(card, 'case-reply', { thread: 'town/1', input: 'It hums too.' })
  await talk.until(() => talk.words(`case:${number}:words:1`) !== undefined)
  expect(talk.platform.posts.get(`case:${number}:words:1`)?.place).toEqual(place(`cases/${room}`))
  const refused = await talk.press(card, 'case-close', { by: 'kim', thread: 'town/1' })
  expect(talk.words(`${refused}:reply`)).toContain(`C-${number} was opened by somebody else.`)
  await talk.press(card, 'case-close', { thread: 'town/1' })
  expect(talk.words(room)).toMatch(/^RESOLVED by Maria Sample/)
})

test('declared by the asker to be urgent: what there is to choose from, and what it is then', async () => {
  const { number, room, card } = await asked()
  const key = await talk.press(card, 'case-urgency', { thread: 'town/1' })
  expect(talk.words(`${key}:reply`)).toContain('Nothing works at all: level 2 at once')
  expect(talk.platform.posts.get(`${key}:reply`)?.reader).toBe('maria')
  const clause = clauseOf('Nothing works at all', talk.house.runbook)
  const value = `${number} ${clause && clauseKey(clause)}`
  await talk.press(`${key}:reply`, 'case-declare', { value, thread: 'town/1' })
  expect(talk.words(room)).toMatch(new RegExp(`^OPEN · C-${number} · Nothing works at all`))
  expect(talk.words(room)).toContain('Severity: critical')
  const [row] = await talk.house.db.$queryRaw<{ action: string; person: string }[]>`
    SELECT action, person FROM audit WHERE subject = ${`C-${number}`} ORDER BY id DESC LIMIT 1`
  expect(row).toEqual({ action: 'case.declared', person: 'maria' })
})

test.each([
  ['nobody of that name', 'Zoe', 'There is nobody called “Zoe”.'],
  ['the id', 'petros', null],
  ['the first name', 'Petros', null],
  ['the whole name', 'Petros Muster', null],
])('add people: %s', async (_, input, refusal) => {
  const { room } = await asked()
  const key = await talk.press(room, 'case-add', { by: 'anna', thread: 'cases', input })
  if (refusal === null) expect(talk.words(room)).toContain('With: Petros Muster')
  else expect(talk.words(`${key}:reply`)).toContain(refusal)
})

test('staff cannot take, raise or resolve; taken by one, it is taken over by another knowingly', async () => {
  const { room } = await asked()
  for (const action of ['case-take', 'case-raise', 'case-resolve', 'case-snooze', 'case-add']) {
    await talk.press(room, action, { by: 'kim', thread: 'cases', input: 'x' })
  }
  expect(talk.words(room)).toMatch(/^OPEN/)
  await talk.press(room, 'case-take', { by: 'nikos', thread: 'cases' })
  await talk.press(room, 'case-take-over', { by: 'anna', thread: 'cases' })
  expect(talk.words(room)).toMatch(/^TAKEN by Anna Placeholder/)
})

test('raised by two who saw the same card: it goes up once, and the second is told by whom, though the card is new by then', async () => {
  const { number, room } = await asked()
  await talk.rest()
  const value = buttonIn(talk.card(room), 'case-raise')?.value ?? ''
  const raise = (by: string) => talk.press(room, 'case-raise', { by, thread: 'cases', value })
  await raise('nikos')
  expect(buttonIn(talk.card(room), 'case-raise')?.value).not.toBe(value)
  const second = await raise('anna')
  expect(talk.words(`${second}:reply`)).toContain(
    `C-${number} was raised by Nikos Example meanwhile: it is at level 2 now.`,
  )
  // Whoever sees where it is now raises it from there.
  await talk.press(room, 'case-raise', { by: 'anna', thread: 'cases' })
  expect(talk.words(room)).toContain('Level: 3')
})

test('/ai cases: those who may take them see what waits, everybody else their own', async () => {
  const { number } = await asked()
  const own = await talk.settle({ kind: 'message', text: '/cases' })
  expect(talk.words(`${own}:reply`)).toMatch(new RegExp(`^Your cases\nC-${number} · open`))
  const other = await talk.settle({ kind: 'message', text: '/cases' }, { by: 'kim' })
  expect(talk.words(`${other}:reply`)).toBe('Your cases\nNone of your questions waits for a person.')
  const all = await talk.settle({ kind: 'message', text: '/cases' }, { by: 'nikos' })
  expect(talk.words(`${all}:reply`)).toContain('Cases · 1 wait')
  const hidden = await talk.settle({ kind: 'message', text: `/cases C-${number}` }, { by: 'kim' })
  expect(talk.words(`${hidden}:reply`)).toContain(`There is no case C-${number} of yours.`)
})

test('nobody can be called: the card says so, and its thread does', async () => {
  const { number, room, card } = await asked()
  await talk.until(() => talk.words(`case:${number}:2`) !== undefined)
  expect(talk.words(`case:${number}:2`)).toContain('Nobody of any level could be called.')
  await talk.until(() => talk.words(room)?.includes('Nobody could be called') === true)
  expect(talk.words(card)).toContain('If it cannot wait, ask for them directly.')
})
