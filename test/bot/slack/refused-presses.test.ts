import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { pressablesOf } from '../../fakes/slack/kit/pressables.ts'
import { giveRoles } from '../../harness/give-roles.ts'
import { pressForged, type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import { userNamed } from '../../harness/slack-names.ts'
import type { Seen } from '../../harness/slack-seeing.ts'
import { comeToRest, type Since, sinceNow } from '../../harness/slack-since.ts'

/** A press, a form or a command that cannot be is refused where it was made, alone and clearly; nothing is done. */
let house: SlackHouse
let since: Since
let begin: string

beforeAll(async () => {
  house = await slackHouse()
}, 60_000)
afterAll(() => house.close())
beforeEach(() => {
  since = sinceNow(house)
  begin = house.slack.world.ids.ts()
})
afterEach(async () => {
  house.slack.faults.heal()
  await comeToRest(house)
})

const acts = () => since.acts()
const logged = () => since.logged()

describe('presses', () => {
  let card: Seen
  let stop: { number: number; card: Seen }

  /** A stop that Nikos asked for and that waits. */
  async function planned(command = 'stop db') {
    const { slack, home } = house
    const nikos = slack.person('nikos')
    const asked = await nikos.says('#ops', `@bot ${command}`)
    const shown = await nikos.sees(asked, /NEEDS APPROVAL|PLAN/)
    const [row] = await home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
    return { number: row?.number ?? 0, card: shown }
  }
  const runState = async (number: number) =>
    (await house.home.query<{ status: string }>('SELECT status FROM runs WHERE number = $1', [number]))[0]
      ?.status

  beforeAll(async () => {
    const maria = house.slack.person('maria')
    card = await maria.sees(await maria.says('#general', '@bot What torque?'), '[Get a person]')
    stop = await planned()
  }, 60_000)

  /** What the presser, and nobody else, is told. */
  async function told(name: string, where: Seen, words: string | RegExp) {
    const isNew = ({ isPrivate, ts, text }: Seen) =>
      isPrivate && ts > begin && (typeof words === 'string' ? text.includes(words) : words.test(text))
    const seen = await house.slack.person(name).sees(where, isNew)
    return seen
  }

  const blockOf = ({ message }: Seen) => {
    const block = message.blocks.findLast(({ type }) => type === 'actions')
    return block?.block_id ?? ''
  }
  const digestOf = async (number: number) => {
    const [row] = await house.home.query<{ digest: string }>('SELECT digest FROM runs WHERE number = $1', [
      number,
    ])
    return row?.digest ?? ''
  }

  test.each([
    ['an action that there is not', () => ({ actionId: 'rm-rf', blockId: blockOf(card) })],
    ['a name that every object has', () => ({ actionId: '__proto__', blockId: blockOf(card) })],
    ['a card that there is not', () => ({ actionId: 'get-a-person', blockId: '1|slack:C0NONE:1:reply' })],
    ['a block without a card', () => ({ actionId: 'get-a-person', blockId: 'forged' })],
    [
      'a value that the card does not offer',
      () => ({ actionId: 'get-a-person', blockId: blockOf(card), value: 'slack:C0OPS:1' }),
    ],
    [
      'an action that the card does not offer',
      () => ({ actionId: 'plan', blockId: blockOf(card), value: 'restart ai_assistant' }),
    ],
    [
      'a choice of a menu that the card does not have',
      () => ({
        actionId: 'more#1',
        type: 'overflow' as const,
        blockId: blockOf(card),
        option: { text: { type: 'plain_text' as const, text: '?' }, value: 'plan restart ai_assistant' },
      }),
    ],
    [
      'a thumb for another answer',
      () => ({ actionId: 'feedback', blockId: blockOf(card), value: '{"messageId":"m","rating":"up"}' }),
    ],
  ])('on %s are told that, privately; nothing else is done', async (_, forged) => {
    const before = { runs: stop.number, cases: await house.home.query('SELECT * FROM cases') }
    const delivery = await pressForged(house, 'U0NIKOS', card, forged())
    expect(delivery.attempts).toEqual([expect.objectContaining({ status: 200 })])
    await told('nikos', card, 'This button is no longer in use.')
    expect(acts().filter((method) => method !== 'chat.postEphemeral')).toEqual([])
    const [row] = await house.home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
    expect(row?.number).toBe(before.runs)
    expect(await house.home.query('SELECT * FROM cases')).toEqual(before.cases)
    expect(logged()).toContain('INFO taken from Slack')
  })

  test('with another digest than the plan’s approve nothing', async () => {
    const value = `${stop.number} ${'0'.repeat(64)}`
    await pressForged(house, 'U0ANNA', stop.card, {
      actionId: 'run-approve',
      blockId: blockOf(stop.card),
      value,
    })
    await told('anna', stop.card, 'This button is no longer in use.')
    expect(await runState(stop.number)).toBe('waiting')
  })

  test('on a plan, sent from the card of an answer, approve nothing', async () => {
    const value = `${stop.number} ${await digestOf(stop.number)}`
    const forged = { actionId: 'run-approve', blockId: blockOf(card), value }
    await pressForged(house, 'U0ANNA', card, forged)
    await told('anna', card, 'This button is no longer in use.')
    expect(await runState(stop.number)).toBe('waiting')
    expect(house.agent.pidOf('db')).not.toBeNull()
  })

  test('that carry another person’s name are those of whoever pressed', async () => {
    const value = `${stop.number} ${await digestOf(stop.number)}`
    await pressForged(house, 'U0NIKOS', stop.card, {
      actionId: 'run-approve',
      blockId: blockOf(stop.card),
      value,
      label: 'U0ANNA',
    })
    await told('nikos', stop.card, 'someone else must approve')
    expect(await runState(stop.number)).toBe('waiting')
  })

  test('of somebody whose role was taken since the card was shown are refused', async () => {
    const before = await house.home.query("SELECT * FROM audit WHERE outcome = 'refused'")
    await giveRoles(house, 'anna', ['staff'])
    try {
      await house.slack.person('anna').clicks(stop.card, 'Approve stop')
      await told(
        'anna',
        stop.card,
        /not for your role|roles do not allow|needs the on-call role|are for people/,
      )
    } finally {
      await giveRoles(house, 'anna', ['senior'])
    }
    expect(await runState(stop.number)).toBe('waiting')
    expect(house.agent.pidOf('db')).not.toBeNull()
    const refused = await house.home.query("SELECT * FROM audit WHERE outcome = 'refused'")
    expect(refused.length).toBe(before.length + 1)
    expect(refused.at(-1)).toMatchObject({ person: 'anna', place: `slack:${stop.card.channel}` })
  })

  /** Something that reaches the bot when the permission to open a form has run out. */
  async function late(made: () => { kind: 'command' | 'interaction'; body: Record<string, unknown> }) {
    const { kind, body } = made()
    house.slack.triggers.expire()
    return await house.slack.deliver(kind, body)
  }
  function pressed(name: string, on: Seen, label: string) {
    const button = pressablesOf(on.message.blocks).find((one) => one.label === label)
    if (button === undefined) throw new Error(`there is no [${label}]`)
    const { slack } = house
    const body = slack.interactions.press(userNamed(slack.world, name), on.message, button)
    return { kind: 'interaction' as const, body }
  }

  test('whose form cannot be opened any more are told to press again', async () => {
    const { slack } = house
    const anna = slack.person('anna')
    await late(() => pressed('anna', stop.card, 'Reject'))
    await told('anna', stop.card, 'nothing was done. Press the button once more.')
    expect(anna.hasForm()).toBe(false)
    expect(await runState(stop.number)).toBe('waiting')
    expect(logged()).toContain('WARN a form could not be opened')
    await anna.clicks(stop.card, 'Reject')
    expect((await anna.form()).title).toBe('Reject')
    await anna.cancels()
  })

  test('of a thumb whose form cannot be opened count all the same', async () => {
    await late(() => pressed('maria', card, 'Not helpful'))
    await told('maria', card, 'Your rating is kept; the form for the reason could not be opened.')
    await house.slack.person('maria').sees(card, 'Rated not helpful.')
  })

  test('with a form that was filled in too late are told that the card has changed', async () => {
    const { slack } = house
    const [anna, petros] = [slack.person('anna'), slack.person('petros')]
    const other = await planned('stop ai_assistant')
    await anna.clicks(other.card, 'Reject')
    await petros.clicks(other.card, 'Reject')
    const first = await petros.submits({ input: 'I was first' })
    await petros.sees(other.card, 'REJECTED')
    await anna.submits({ input: 'I was not' })
    await told('anna', other.card, 'no longer in use')
    await slack.repeats(first, 3)
    expect(anna.reads(other.card)).not.toContain('“I was not”')
    const events = await house.home.query("SELECT 1 FROM run_events WHERE run = $1 AND type = 'rejected'", [
      other.number,
    ])
    expect(events).toHaveLength(1)
  })

  test('with a form, by somebody whose role was taken meanwhile, are refused', async () => {
    const other = await planned('stop ai_assistant')
    const anna = house.slack.person('anna')
    await anna.clicks(other.card, 'Reject')
    await anna.form()
    await giveRoles(house, 'anna', ['staff'])
    await anna.submits({ input: 'Not before noon' })
    await told('anna', other.card, /roles do not allow|not for your role/)
    await giveRoles(house, 'anna', ['senior'])
    expect(await runState(other.number)).toBe('waiting')
  })

  test('on a card whose run is over are told so', async () => {
    const anna = house.slack.person('anna')
    await anna.clicks(stop.card, 'Reject')
    await anna.submits({ input: 'Not before noon' })
    await anna.sees(stop.card, 'REJECTED')
    const before = house.slack.calls.length
    const delivery = await anna.clicks(stop.card, 'Approve stop', { asSeen: true })
    expect(delivery.isAcknowledged).toBe(true)
    await told('anna', stop.card, 'no longer in use')
    const after = house.slack.calls
      .slice(before)
      .map(({ method, arguments: given, error }) => ({ method, text: given['text'], error }))
    expect(after.filter(({ method }) => method.startsWith('chat.'))).toEqual([
      { method: 'chat.postEphemeral', text: expect.stringContaining('no longer in use') },
    ])
    expect(await runState(stop.number)).toBe('rejected')
    expect(house.agent.pidOf('db')).not.toBeNull()
  })
})

test('a plan where nobody could see it is not made, and why is said', async () => {
  const nikos = house.slack.person('nikos')
  const count = async () => (await house.home.query('SELECT 1 FROM runs')).length
  const before = await count()
  await nikos.types('/ai restart', { in: '#random' })
  expect((await nikos.sees('#random', 'I am not in this channel')).isPrivate).toBe(true)
  await nikos.types('/ai restart', { in: '#secret' })
  expect((await nikos.sees('#secret', 'I am not in this channel')).isPrivate).toBe(true)
  expect(await count()).toBe(before)
})

test('a command whose form cannot be opened any more says so, and opens it the next time', async () => {
  const { slack } = house
  const maria = slack.person('maria')
  const body = slack.interactions.command(
    userNamed(slack.world, 'maria'),
    slack.channel('#ops'),
    '/ai',
    'ask',
  )
  slack.triggers.expire()
  const { attempts } = await slack.deliver('command', body)
  expect(attempts).toEqual([expect.objectContaining({ status: 200 })])
  expect((await maria.sees('#ops', 'could not be opened in time')).isPrivate).toBe(true)
  expect(maria.hasForm()).toBe(false)
  await maria.types('/ai ask', { in: '#ops' })
  expect((await maria.form()).title).toBe('Ask the manuals')
  await maria.cancels()
})
