import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import type { Delivery } from '../../fakes/teams/deliver.ts'
import type { Card } from '../../fakes/teams/kit/card.ts'
import { errorsIn } from '../../harness/bot.ts'
import { type TeamsHouse, teamsHouse } from '../../harness/teams-house.ts'
import { personNamed } from '../../harness/teams-names.ts'
import type { Seen } from '../../harness/teams-seeing.ts'

jest.setTimeout(120_000)

/** Of one card of a run among several people everybody sees the buttons that are for them. */
let house: TeamsHouse

beforeAll(async () => {
  house = await teamsHouse()
})
afterAll(() => house.close())
beforeEach(() => void house.bot.log.splice(0))
afterEach(async () => {
  house.teams.faults.heal()
  await house.teams.settled()
  expect(errorsIn(house.bot)).toEqual([])
})

const person = (name: string) => house.teams.person(name)
const idsOf = (...names: string[]) => names.map((name) => person(name).id).toSorted()
const readersOf = ({ message }: Seen): string[] => {
  const [attachment] = message.attachments
  return ((attachment?.content as Card | undefined)?.refresh?.userIds ?? []).toSorted()
}
const isOwn = ({ message, cards: [card] }: Seen) => card !== message.attachments[0]?.content

/** Somebody asks for something; the card of it as they see it first. */
async function asked(where: string, words: string, matching = 'NEEDS APPROVAL'): Promise<Seen> {
  const said = await person('nikos').says(where, `@bot ${words}`)
  return await person('nikos').sees(said, matching)
}
/** The same card, as somebody sees it once it is their own. */
const ownOf = (name: string, { id, conversation }: Seen) =>
  person(name).sees({ id, conversation }, (seen) => seen.id === id && isOwn(seen))

/** Somebody's Teams asks for a card anew, with these data. */
async function refreshed(name: string, on: Seen, data: unknown, tenantId?: string): Promise<Delivery> {
  const { teams } = house
  const action = { type: 'Action.Execute', verb: 'refresh', data }
  const invoke = { action, trigger: 'manual' }
  const activity = teams.activities.invoke(
    personNamed(teams.world, name),
    on.message,
    'adaptiveCard/action',
    invoke,
  )
  return await teams.deliver(activity, tenantId === undefined ? {} : { tenantId })
}
const keyOf = (seen: Seen): string => /"postKey":"([^"]+)"/.exec(JSON.stringify(seen.cards))?.[1] ?? ''
const refreshOf = (postKey: string) => ({ action: 'refresh', postKey })
const cardIn = ({ body }: Delivery): string => {
  const { type, value } = body as { type: string; value: unknown }
  expect(type).toBe('application/vnd.microsoft.card.adaptive')
  return JSON.stringify(value)
}
const count = async (table: string) => {
  const [row] = await house.home.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)
  return row?.count
}

describe('a plan that needs another', () => {
  let plan: Seen

  beforeAll(async () => {
    plan = await asked('#ops', 'stop db')
  })

  test('names those of the channel who work with runs, and nobody else', () => {
    expect(readersOf(plan)).toEqual(idsOf('nikos', 'anna', 'petros', 'kim'))
  })

  test('is withdrawn by whoever asked, and approved by a senior: each sees that button alone', async () => {
    const nikos = await ownOf('nikos', plan)
    expect(nikos.labels).toEqual(expect.arrayContaining(['Dry run', 'Withdraw', 'Emergency run…']))
    expect(nikos.text).not.toMatch(/\[(Approve|Reject)/)
    const anna = await ownOf('anna', plan)
    expect(anna.labels).toEqual(expect.arrayContaining(['Approve stop', 'Reject', 'Dry run']))
    expect(anna.text).not.toMatch(/\[(Withdraw|Emergency)/)
    expect(readersOf(anna)).toEqual(readersOf(plan))
    expect(anna.cards[0]?.refresh?.userIds).toEqual([person('anna').id])
  })

  test('has nothing to press for who works with other runs only', async () => {
    const { labels } = await ownOf('kim', plan)
    expect(labels.filter((label) => label !== 'Exact commands')).toEqual([])
  })

  // Teams shows sixty people a card of their own at most, and they are for those who decide.
  test('is everybody’s card to staff; asked for by hand it is one without what they may not press', async () => {
    const maria = await person('maria').sees(plan, 'NEEDS APPROVAL')
    expect(isOwn(maria)).toBe(false)
    expect(maria.labels).toEqual(expect.arrayContaining(['Approve stop', 'Withdraw']))
    const answer = cardIn(await refreshed('maria', plan, refreshOf(keyOf(plan))))
    expect(answer).toContain('NEEDS APPROVAL')
    expect(answer).not.toMatch(/run-(approve|reject|withdraw|emergency)/)
  })

  test('approved from a senior’s own card, it goes on before everybody’s eyes', async () => {
    const { delivery } = await person('anna').clicks(await ownOf('anna', plan), 'Approve stop')
    expect(delivery?.isAcknowledged).toBe(true)
    await person('maria').sees(plan, 'DONE · Stop')
    for (const name of ['nikos', 'anna', 'petros']) {
      const own = await person(name).sees(plan, (seen) => isOwn(seen) && seen.text.includes('DONE · Stop'))
      expect(own.text).not.toMatch(/\[(Approve|Reject|Withdraw)/)
      expect(own.text).toContain('[Full record]')
    }
    expect(house.agent.pidOf('db')).toBeNull()
  })
})

test('a plan of one’s own is confirmed on one’s own card; all who work with runs see their card of it after that', async () => {
  const plan = await asked('#ops', 'start db', 'PLAN')
  const { labels } = await ownOf('anna', plan)
  expect(labels.filter((label) => label !== 'Exact commands')).toEqual(['Dry run'])
  await person('nikos').clicks(await ownOf('nikos', plan), 'Start now')
  for (const name of ['nikos', 'anna'])
    await person(name).sees(plan, (seen) => isOwn(seen) && /RUNNING|DONE/.test(seen.text))
  await person('maria').sees(plan, 'DONE · Start')
})

test('in a group chat its own members are named', async () => {
  const plan = await asked('several', 'stop db')
  expect(readersOf(plan)).toEqual(idsOf('nikos', 'anna'))
  const anna = await ownOf('anna', plan)
  await person('anna').clicks(anna, 'Reject', { filled: 'Not today' })
  await person('nikos').sees(plan, (seen) => isOwn(seen) && seen.text.includes('REJECTED'))
})

test('alone with the bot a card is drawn once', async () => {
  const plan = await asked('@bot', 'stop db')
  expect(readersOf(plan)).toEqual([])
  await person('nikos').clicks(plan, 'Withdraw')
  await person('nikos').sees('@bot', 'WITHDRAWN')
})

test('what is no run’s is the same for everybody, and asks Teams for nobody', async () => {
  const before = house.teams.calls.length
  const said = await person('maria').says('#general', '@bot What torque?')
  const answer = await person('maria').sees(said, '[Get a person]')
  expect(readersOf(answer)).toEqual([])
  const operations = house.teams.calls.slice(before).map(({ operation }) => operation)
  expect(operations).not.toContain('getPagedMembers')
})

describe('asked for by hand', () => {
  let plan: Seen
  let inbox: number | undefined

  beforeAll(async () => {
    plan = await asked('#ops', 'stop db')
    await house.teams.settled()
  })
  beforeEach(async () => {
    inbox = await count('inbox')
  })
  afterEach(async () => {
    expect(await count('inbox')).toBe(inbox)
    const [run] = await house.home.query('SELECT status FROM runs ORDER BY number DESC LIMIT 1')
    expect(run).toEqual({ status: 'waiting' })
  })

  test.each([
    ['a post that there is not', () => refreshOf('run:R-99999')],
    ['a key that is none', () => refreshOf('__proto__')],
  ])('%s is nowhere', async (_, data) => {
    const { status, body } = await refreshed('anna', plan, data())
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        type: 'application/vnd.microsoft.activity.message',
        value: expect.stringContaining('no longer'),
      },
    })
  })

  test('a card that stands elsewhere is not shown', async () => {
    const elsewhere = await person('anna').sees(
      await person('anna').says('#general', '@bot What torque?'),
      '[Get a person]',
    )
    inbox = await count('inbox')
    const { body } = await refreshed('anna', elsewhere, refreshOf(keyOf(plan)))
    expect(JSON.stringify(body)).not.toContain('Stop')
    expect(body).toMatchObject({ type: 'application/vnd.microsoft.activity.message' })
  })

  test.each([
    ['a guest', 'gus', { isGuest: true }],
    ['whom people.yml does not name', 'eve', {}],
  ])('%s is shown the card of everybody', async (_, name, options) => {
    house.teams.addPerson(name, options)
    const answer = cardIn(await refreshed(name, plan, refreshOf(keyOf(plan))))
    for (const action of ['run-approve', 'run-reject', 'run-withdraw']) expect(answer).toContain(action)
  })

  test('of another tenant, nobody is shown anything', async () => {
    const { status, body } = await refreshed('anna', plan, refreshOf(keyOf(plan)), 'another')
    expect(status).toBe(403)
    expect(JSON.stringify(body)).not.toContain('Stop')
  })

  test('a card whose run is gone is the one that was shown last', async () => {
    const key = keyOf(plan)
    await house.home.query(
      `INSERT INTO chat_posts (platform, key, thread, channel, parts, card, created_at, updated_at)
        SELECT platform, 'run:R-99998', thread, channel, parts, card, created_at, updated_at
        FROM chat_posts WHERE key = $1`,
      [key],
    )
    expect(cardIn(await refreshed('anna', plan, refreshOf('run:R-99998')))).toContain('run-withdraw')
  })

  test('it is answered in time while Teams does not say who somebody is', async () => {
    house.bot.clock.wind(61_000)
    house.teams.faults.plan('getMember', { kind: 'slow', ms: 4_000 })
    const delivery = await refreshed('anna', plan, refreshOf(keyOf(plan)))
    expect(delivery.ms).toBeLessThan(5_000)
    expect(cardIn(delivery)).toContain('run-withdraw')
  })
})

test('those who decide are found among several hundred', async () => {
  const crowd = Array.from({ length: 501 }, (_, index) => `somebody-${index}`)
  for (const name of crowd) house.teams.addPerson(name)
  house.teams.addGroupChat('crowd', [...crowd, 'nikos', 'anna'])
  expect(readersOf(await asked('crowd', 'stop db'))).toEqual(idsOf('nikos', 'anna'))
})

describe('where Teams does not say who is there', () => {
  test.each([
    ['because it fails', 'fresh', { kind: 'status', status: 502 } as const],
    ['because it refuses', 'refused', { kind: 'refusal', status: 403, code: 'Forbidden' } as const],
    ['because it does not answer', 'late', { kind: 'slow', ms: 4_000 } as const],
  ])('%s, a card is posted all the same, and is the same for all', async (_, chat, fault) => {
    house.teams.addGroupChat(chat, ['nikos', 'anna'])
    house.teams.faults.plan('getPagedMembers', fault)
    const plan = await asked(chat, 'stop db')
    expect(readersOf(plan)).toEqual([])
    expect(plan.labels).toEqual(expect.arrayContaining(['Approve stop', 'Withdraw']))
    await person('anna').clicks(plan, 'Reject', { filled: 'Not today' })
    await person('nikos').sees(plan, 'REJECTED')
  })
})
