import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { TokenFault } from '../../fakes/teams/bot-tokens.ts'
import type { Delivery } from '../../fakes/teams/deliver.ts'
import type { Activity } from '../../fakes/teams/kit/activity.ts'
import { botHome, startTestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { messagesAddress, teamsSettings } from '../../harness/teams-bot.ts'
import { type TeamsHouse, teamsHouse } from '../../harness/teams-house.ts'
import { personNamed } from '../../harness/teams-names.ts'
import type { Seen } from '../../harness/teams-seeing.ts'

jest.setTimeout(120_000)

/** A request that is not Teams', or not as Teams sends it, is refused and recorded, and nothing is done. */
let house: TeamsHouse
let calls: number
let lines: number

beforeAll(async () => {
  // botbuilder writes to the console which keys it knows.
  jest.spyOn(console, 'error').mockImplementation(() => undefined)
  house = await teamsHouse()
})
afterAll(async () => {
  await house.close()
  jest.restoreAllMocks()
})
beforeEach(() => {
  calls = house.teams.calls.length
  lines = house.bot.log.length
})
afterEach(async () => {
  house.teams.faults.heal()
  await eventually(async () => (await atWork()) === 0)
  // What the bot itself says must not be taken in.
  const { botId } = house.teams.world.app
  expect(await house.home.query("SELECT 1 FROM inbox WHERE origin->>'user' = $1", [botId])).toEqual([])
})

const count = async (where: string): Promise<number> => {
  const [row] = await house.home.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${where}`)
  return row?.count ?? 0
}
const taken = () => count('inbox')
const atWork = () => count("inbox WHERE status IN ('waiting', 'working')")
/** What the bot did in Teams: what it only read is left out. */
const acts = () =>
  house.teams.calls
    .slice(calls)
    .map(({ operation }) => operation)
    .filter((operation) => !operation.startsWith('get'))
const logged = () =>
  house.bot.log
    .slice(lines)
    .map(({ level, msg }) => `${level} ${msg}`)
    .join('\n')

/** A question as Teams would send it, which was never sent. */
async function unsent(): Promise<Activity> {
  const { teams } = house
  const { deliveries } = await teams.person('maria').says('@bot', '/ai contacts')
  const [delivery] = deliveries
  if (delivery === undefined) throw new Error('nothing was sent')
  await eventually(async () => (await atWork()) === 0)
  calls = teams.calls.length
  return { ...delivery.activity, id: teams.world.ids.message() }
}

async function nothingDone(before: number): Promise<void> {
  expect(await taken()).toBe(before)
  expect(acts()).toEqual([])
}

describe('who is not Teams', () => {
  test.each<TokenFault>([
    'none',
    'garbage',
    'foreign-key',
    'not-endorsed',
    'unsigned',
    'expired',
    'early',
    'other-audience',
    'other-issuer',
    'other-service-url',
    'no-service-url',
    'own-token',
  ])('with a token that is wrong is turned away: %s', async (token) => {
    const activity = await unsent()
    const before = await taken()
    expect(await house.teams.deliver(activity, { token })).toMatchObject({ status: 401 })
    await nothingDone(before)
    expect(logged()).toContain('WARN a request that is not from Teams was refused')
    expect((await house.teams.deliver(activity)).status).toBe(200)
    expect(await taken()).toBe(before + 1)
  })

  test('with a right token, for another place than it is for, is turned away', async () => {
    const activity = await unsent()
    const before = await taken()
    const elsewhere = { ...activity, serviceUrl: 'https://smba.elsewhere.example/' }
    expect(await house.teams.deliver(elsewhere)).toMatchObject({ status: 401 })
    await nothingDone(before)
  })
})

test.each(['another', '00000000-0000-4000-8000-000000000000'])(
  'people of the tenant %s are turned away, with a right token too',
  async (tenantId) => {
    const activity = await unsent()
    const before = await taken()
    expect(await house.teams.deliver(activity, { tenantId })).toMatchObject({ status: 403 })
    await nothingDone(before)
    expect(logged()).toContain('INFO request refused')
  },
)

test('what says nothing of its tenant is turned away', async () => {
  const { channelData: _, conversation, ...activity } = await unsent()
  const { tenantId: __, ...nowhere } = conversation as Record<string, unknown>
  const before = await taken()
  expect(await house.teams.deliver({ ...activity, conversation: nowhere })).toMatchObject({ status: 403 })
  await nothingDone(before)
})

test('what somebody recorded and sends again, many times at once, does nothing twice', async () => {
  const { teams, assistant } = house
  const maria = teams.person('maria')
  const said = await maria.says('#general', '@bot What torque do the side bolts need?')
  await maria.sees(said, '[Get a person]')
  const [before, asked] = [await taken(), assistant.calls.length]
  const [delivery] = said.deliveries
  const again = await teams.repeats(delivery as Delivery, 20)
  expect(again.map(({ status }) => status)).toEqual(again.map(() => 200))
  expect(await taken()).toBe(before)
  await eventually(async () => (await atWork()) === 0)
  // The question, the answer, and its card.
  expect(maria.seen(said)).toHaveLength(3)
  expect(assistant.calls.slice(asked).filter(({ path }) => path === '/api/ai/chat')).toEqual([])
})

describe('what is not as Teams sends it', () => {
  const odd: unknown[] = [null, '', 0, -1, true, [], {}, [null], 'x'.repeat(4_000), { id: [] }, { id: '' }]

  test.each(['type', 'from', 'recipient', 'conversation', 'serviceUrl', 'id'])(
    'without a %s, or with one that is none, is bad',
    async (name) => {
      const activity = await unsent()
      const before = await taken()
      const { [name]: _, ...without } = activity
      const wrong = odd.filter((value) => typeof value !== 'string' || value === '')
      for (const body of [without, ...wrong.map((value) => ({ ...without, [name]: value }))]) {
        const { status } = await house.teams.deliver(activity, { body: JSON.stringify(body) })
        expect(`${status} for ${JSON.stringify(body[name])}`).toMatch(/^400/)
      }
      await nothingDone(before)
      expect(logged()).toContain('WARN no activity of Teams')
    },
  )

  test.each([
    'text',
    'textFormat',
    'timestamp',
    'locale',
    'replyToId',
    'entities',
    'attachments',
    'value',
    'channelData',
    'channelId',
    'membersAdded',
    'name',
    'action',
  ])('with a %s of any kind is no fault of the program', async (name) => {
    const activity = await unsent()
    for (const value of odd) {
      const body = { ...activity, id: house.teams.world.ids.message(), [name]: value }
      const { status } = await house.teams.deliver(activity, { body: JSON.stringify(body) })
      expect([200, 400, 401, 403]).toContain(status)
    }
    await eventually(async () => (await atWork()) === 0)
    expect(logged()).not.toMatch(/^ERROR/m)
  })

  test.each([
    ['JSON that breaks off', '{"type":"mess', 400],
    ['no JSON at all', 'What torque?', 400],
    ['nothing', '', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['a number', '7', 400],
    ['more than a megabyte', JSON.stringify({ text: 'x'.repeat(1_000_000) }), 413],
  ])('%s is refused', async (_, body, status) => {
    const activity = await unsent()
    const before = await taken()
    expect(await house.teams.deliver(activity, { body })).toMatchObject({ status })
    await nothingDone(before)
  })

  test.each([
    ['a press without an action', 'adaptiveCard/action', { trigger: 'manual' }],
    ['a press that is a list', 'adaptiveCard/action', []],
    ['a press without a card', 'adaptiveCard/action', { action: { type: 'Action.Execute', data: {} } }],
    ['a press of numbers', 'adaptiveCard/action', { action: { type: 7, verb: [], data: 7 } }],
    ['a form that nobody opened', 'task/submit', { data: { form: '{"action":"rm"}' } }],
    ['a form of nothing', 'task/submit', null],
    ['a dialog of nothing', 'task/fetch', null],
  ])('%s does nothing', async (_, name, value) => {
    const { teams } = house
    const maria = teams.person('maria')
    const card = await maria.sees(await maria.says('@bot', '/ai contacts'), 'Nikos')
    await eventually(async () => (await atWork()) === 0)
    const before = await taken()
    calls = teams.calls.length
    const activity = teams.activities.invoke(personNamed(teams.world, 'maria'), card.message, name, value)
    expect((await teams.deliver(activity)).status).toBe(200)
    await nothingDone(before)
    expect(logged()).not.toMatch(/^ERROR/m)
  })

  test.each([
    ['without a hand', { actionName: 'feedback' }],
    ['that is null', null],
    // What stands there is no answer.
    ['under something else', { actionName: 'feedback', actionValue: { reaction: 'like' } }],
  ])('a thumb %s does nothing, and is not thanked for', async (_, value) => {
    const { teams } = house
    const maria = teams.person('maria')
    const { message } = await maria.sees(await maria.says('@bot', '/ai contacts'), 'Nikos')
    await eventually(async () => (await atWork()) === 0)
    const before = await taken()
    calls = teams.calls.length
    const person = personNamed(teams.world, 'maria')
    const activity = teams.activities.invoke(person, message, 'message/submitAction', value)
    expect((await teams.deliver(activity)).status).toBe(503)
    await nothingDone(before)
    expect(logged()).not.toMatch(/^ERROR/m)
  })

  test('what the program does not know is answered as that, and recorded', async () => {
    const activity = await unsent()
    const before = await taken()
    const invoke = { ...activity, type: 'invoke', name: 'composeExtension/query', value: {} }
    expect(await house.teams.deliver(invoke)).toMatchObject({ status: 501 })
    expect(await house.teams.deliver({ ...activity, type: 'trace' })).toMatchObject({ status: 200 })
    await nothingDone(before)
    expect(logged()).toContain('INFO Teams sent something that is not known here')
  })
})

describe('presses', () => {
  let answer: Seen
  let stop: { card: Seen; number: number }

  beforeAll(async () => {
    const { teams, home } = house
    const [maria, nikos] = [teams.person('maria'), teams.person('nikos')]
    answer = await maria.sees(await maria.says('#general', '@bot What torque?'), '[Get a person]')
    const asked = await nikos.says('#ops', '@bot stop db')
    const card = await teams.person('anna').sees(asked, 'NEEDS APPROVAL')
    const [row] = await home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
    stop = { card, number: row?.number ?? 0 }
  })

  const statusOf = async () => {
    const sql = 'SELECT status FROM runs WHERE number = $1'
    return (await house.home.query<{ status: string }>(sql, [stop.number]))[0]?.status
  }
  const keyOf = (seen: Seen): string => /"postKey":"([^"]+)"/.exec(JSON.stringify(seen.cards))?.[1] ?? ''
  const digest = async () => {
    const sql = 'SELECT digest FROM runs WHERE number = $1'
    return (await house.home.query<{ digest: string }>(sql, [stop.number]))[0]?.digest ?? ''
  }

  /** Sends a press of something that the card need not show. */
  async function forged(name: string, on: Seen, data: Record<string, unknown>): Promise<void> {
    const { teams } = house
    const action = { type: 'Action.Execute', verb: String(data['action']), data }
    const person = personNamed(teams.world, name)
    const activity = teams.activities.invoke(person, on.message, 'adaptiveCard/action', { action })
    expect((await teams.deliver(activity)).status).toBe(200)
    await eventually(async () => (await atWork()) === 0)
  }

  test.each([
    ['an action that there is not', () => ({ action: 'rm-rf', value: '', postKey: keyOf(answer) })],
    ['a name that every object has', () => ({ action: '__proto__', value: '', postKey: keyOf(answer) })],
    ['a card that there is not', () => ({ action: 'get-a-person', value: '', postKey: 'teams:none:1' })],
    [
      'a value that the card does not offer',
      () => ({ action: 'get-a-person', value: 'teams:other:1', postKey: keyOf(answer) }),
    ],
    [
      'an action that the card does not offer',
      () => ({ action: 'plan', value: 'restart ai_assistant', postKey: keyOf(answer) }),
    ],
    [
      'a thumb for another answer',
      () => ({ action: 'feedback', value: '{"messageId":"m","rating":"up"}', postKey: keyOf(answer) }),
    ],
  ])('on %s are told that, alone; nothing else is done', async (_, data) => {
    const before = { runs: await count('runs'), cases: await count('cases') }
    const begin = house.teams.world.ids.message()
    await forged('nikos', answer, data())
    const isNew = ({ id, text }: Seen) => id > begin && text.includes('This button is no longer in use.')
    await house.teams.person('nikos').sees('@bot', isNew)
    expect({ runs: await count('runs'), cases: await count('cases') }).toEqual(before)
  })

  test('on a plan, with another digest, from another card, or of whoever asked, approve nothing', async () => {
    const right = `${stop.number} ${await digest()}`
    const wrong = `${stop.number} ${'0'.repeat(64)}`
    await forged('anna', stop.card, { action: 'run-approve', value: wrong, postKey: keyOf(stop.card) })
    await forged('anna', answer, { action: 'run-approve', value: right, postKey: keyOf(answer) })
    await forged('nikos', stop.card, { action: 'run-approve', value: right, postKey: keyOf(stop.card) })
    await house.teams.person('nikos').sees('@bot', 'someone else must approve')
    expect(await statusOf()).toBe('waiting')
    expect(house.agent.pidOf('db')).not.toBeNull()
  })

  test('that carry another’s name are those of whoever pressed', async () => {
    const value = `${stop.number} ${await digest()}`
    const names = { person: 'anna', from: { id: house.teams.person('anna').id } }
    await forged('maria', stop.card, { action: 'run-approve', value, postKey: keyOf(stop.card), ...names })
    await house.teams.person('maria').sees('@bot', /roles do not allow/)
    expect(await statusOf()).toBe('waiting')
    const [refused] = await house.home.query(
      "SELECT person FROM audit WHERE outcome = 'refused' ORDER BY id DESC LIMIT 1",
    )
    expect(refused).toEqual({ person: 'maria' })
  })

  test('on a card whose run is over are told so', async () => {
    const anna = house.teams.person('anna')
    await anna.clicks(stop.card, 'Reject', { filled: 'Not before noon' })
    await anna.sees(stop.card, 'REJECTED')
    const { delivery } = await anna.clicks(stop.card, 'Approve stop', { asSeen: true })
    expect(delivery?.isAcknowledged).toBe(true)
    await anna.sees('@bot', 'no longer in use')
    expect(await statusOf()).toBe('rejected')
    expect(house.agent.pidOf('db')).not.toBeNull()
  })
})

describe('who may not use it', () => {
  const question = '@bot What torque do the blade bolts need?'
  const chats = () => house.assistant.calls.filter(({ path }) => path === '/api/ai/chat').length

  test.each([
    ['a guest', 'gus', { isGuest: true }, /Guests of this organization cannot use this assistant\. Ask/],
    ['somebody whom people.yml does not name', 'eve', {}, /You are not in the list .* Ask an administrator/],
  ])('%s is told so, alone, whatever they do, and nothing is done', async (_, name, options, refusal) => {
    const { teams, home } = house
    const person = teams.addPerson(name, options)
    const maria = teams.person('maria')
    const before = { chats: chats(), cases: await count('cases') }
    const asked = await person.says('#general', question)
    await person.sees('@bot', refusal)
    expect(maria.seen(asked)).toHaveLength(1)
    await person.says('@bot', 'What torque?')
    await eventually(() => person.seen('@bot').filter(({ text }) => refusal.test(text)).length === 2)
    expect(chats()).toBe(before.chats)
    const theirs = await maria.says('#general', question)
    const answer = await maria.sees(theirs, '[Get a person]')
    await person.clicks(answer, 'Get a person')
    await eventually(() => person.seen('@bot').filter(({ text }) => refusal.test(text)).length === 3)
    expect(await count('cases')).toBe(before.cases)
    expect(await home.query("SELECT 1 FROM inbox WHERE status = 'failed'")).toEqual([])
  })

  test('a person of another organization is turned away at the door', async () => {
    const { teams } = house
    const stan = teams.addPerson('stan', { isStranger: true })
    const { activity } = (await stan.says('#general', question)).deliveries[0] as Delivery
    await eventually(async () => (await atWork()) === 0)
    const before = await taken()
    const foreign = { ...activity, id: teams.world.ids.message() }
    const { status } = await teams.deliver(foreign, { tenantId: personNamed(teams.world, 'stan').tenantId })
    expect(status).toBe(403)
    expect(await taken()).toBe(before)
  })
})

describe('the playground', () => {
  test('is refused where there are credentials', async () => {
    const home = await botHome(house.assistant.url)
    const settings = { ...teamsSettings(house.teams), TEAMS_PLAYGROUND: 'true' }
    await expect(startTestBot(home, settings)).rejects.toThrow('TEAMS_PLAYGROUND is for trying the bot out')
    await home.remove()
  })

  test('hears this machine alone, and answers to it alone', async () => {
    const { teams } = house
    const home = await botHome(house.assistant.url)
    const bot = await startTestBot(home, { TEAMS_PLAYGROUND: 'true' })
    const activity = await unsent()
    teams.sendsTo(messagesAddress(bot))
    const inbox = async () => (await home.query('SELECT 1 FROM inbox')).length
    try {
      const elsewhere = { ...activity, serviceUrl: 'https://smba.elsewhere.example/' }
      expect(await teams.deliver(elsewhere, { token: 'none' })).toMatchObject({ status: 403 })
      for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-forwarded-host']) {
        const headers = { [name]: '203.0.113.7' }
        expect(await teams.deliver(activity, { token: 'none', headers })).toMatchObject({ status: 403 })
      }
      expect(await inbox()).toBe(0)
      expect(await teams.deliver(activity, { token: 'none' })).toMatchObject({ status: 200 })
      expect(await inbox()).toBe(1)
    } finally {
      teams.sendsTo(messagesAddress(house.bot))
      await bot.close()
      await home.remove()
    }
  })
})
