import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { errorsIn } from '../../harness/bot.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** Between two people: Slack takes the command, and the bot can neither read nor write there. */
let house: SlackHouse

beforeAll(async () => {
  house = await slackHouse()
  house.slack.addDirectChat('two', ['maria', 'nikos'])
}, 60_000)
afterAll(() => house.close())
afterEach(async () => {
  house.slack.faults.heal()
  await house.slack.settled()
  expect(errorsIn(house.bot)).toEqual([])
})

const person = (name: string) => house.slack.person(name)
const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')
const runs = async () => (await house.home.query('SELECT number FROM runs')).length

test('a question is answered there, to the one who typed it; there is nobody to share it with', async () => {
  await person('maria').types('/ai ask What torque?', { in: 'two' })
  const answer = await person('maria').sees('two', isAnswer)
  expect(answer.isPrivate).toBe(true)
  expect(answer.text).not.toContain('[Share')
  await person('maria').clicks(answer, 'Get a person')
  expect((await person('maria').sees('two', 'OPEN · C-')).isPrivate).toBe(true)
  expect(person('nikos').reads('two')).toBe('')
})

test('so is what the menu of a message asks', async () => {
  const said = await person('nikos').says('two', 'E-104 again')
  await person('maria').usesShortcut('ask_about_this', said)
  await person('maria').submits({})
  expect((await person('maria').sees(said, isAnswer)).isPrivate).toBe(true)
  expect(person('nikos').seen(said)).toHaveLength(1)
})

test('where the answer address does not serve, the answer comes in the bot’s own direct messages', async () => {
  house.slack.faults.plan('response_url', { kind: 'status', status: 404 }, { times: 100 })
  await person('maria').types('/ai contacts', { in: 'two' })
  const { text } = await person('maria').sees('@bot', 'Nikos Example')
  expect(text).not.toContain('Sent again')
})

test('where nobody knows whether the address served, the second message says that it may be one', async () => {
  // Whatever is said by it, a word of what is being done too.
  house.slack.faults.plan('response_url', { kind: 'cut after' }, { times: 100 })
  await person('kim').types('/ai contacts', { in: '#general' })
  await person('kim').sees('#general', ({ text }) => text.includes('Sent again: I was interrupted'))
  const shown = person('kim').seen('#general')
  expect(shown.filter(({ text }) => text.includes('Nikos Example'))).toHaveLength(2)
})

test('of a long answer the message that was pressed is replaced, and the others stay as they are', async () => {
  const anna = person('anna')
  const paragraph = 'Loosen the bolt by half a turn and lift the guard. '.repeat(30).trim()
  house.assistant.plan({ pieces: Array.from({ length: 12 }, (_, index) => `${index}. ${paragraph}\n\n`) })
  await anna.types('/ai ask How is it taken apart?', { in: '#general' })
  const last = await anna.sees('#general', isAnswer)
  const before = anna.seen('#general')
  expect(before.length).toBeGreaterThan(1)
  await anna.clicks(last, 'Helpful')
  const rated = await anna.sees('#general', 'Rated helpful.')
  expect(rated.ts).toBe(last.ts)
  expect(anna.seen('#general').slice(0, -1)).toEqual(before.slice(0, -1))
})

test('a plan would be seen by nobody: it is refused, with where to ask', async () => {
  const before = await runs()
  await person('nikos').types('/ai restart', { in: 'two' })
  const refused = await person('nikos').sees('two', 'I am not in this conversation')
  expect(refused.text).toContain('Ask in my direct messages.')
  expect(refused.isPrivate).toBe(true)
  expect(await runs()).toBe(before)
})

test('in the bot’s own direct messages a plan stands where it lasts', async () => {
  const nikos = person('nikos')
  await nikos.types('/ai restart', { in: '@bot' })
  const plan = await nikos.sees('@bot', 'PLAN · Restart')
  expect(plan.isPrivate).toBe(false)
  await nikos.clicks(plan, 'Withdraw')
  await nikos.sees('@bot', ({ ts, text }) => ts === plan.ts && text.includes('WITHDRAWN'))
})
