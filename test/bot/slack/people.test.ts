import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import type { NewUser } from '../../fakes/slack/users.ts'
import { errorsIn } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import { userNamed } from '../../harness/slack-names.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** Who may use the assistant, and as whom. */
let house: SlackHouse
let group: string

beforeAll(async () => {
  house = await slackHouse({
    settings: (slack) => {
      slack.addPerson('tom')
      group = slack.addGroup('technicians', ['tom'])
      return { SLACK_STAFF_GROUP: group }
    },
  })
}, 60_000)
afterAll(() => house.close())
afterEach(() => house.slack.faults.heal())

const question = '@bot What torque do the blade bolts need?'
const chats = () => house.assistant.calls.filter(({ path }) => path === '/api/ai/chat').length
const runs = async () => (await house.home.query('SELECT number FROM runs')).length
const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')
/** What Slack told of somebody is believed for a minute. */
const later = () => house.bot.clock.wind(61_000)

describe.each<[string, string, NewUser, RegExp]>([
  ['a guest', 'gus', { isGuest: true }, /Guests of this workspace cannot use this assistant\. Ask somebody/],
  ['a guest of one channel', 'gil', { isOfOneChannel: true }, /Guests of this workspace cannot/],
  ['a person of another workspace', 'stan', { isStranger: true }, /People of other workspaces cannot/],
  ['somebody whom people.yml does not name', 'eve', {}, /You are not in the list .* Ask an administrator/],
])('%s', (_, name, options, refusal) => {
  beforeAll(() => void house.slack.addPerson(name, options))

  test('who mentions the bot is told so, alone, and asks nothing', async () => {
    const before = chats()
    const person = house.slack.person(name)
    const asked = await person.says('#general', question)
    const told = await person.sees(asked, refusal)
    expect(told.isPrivate).toBe(true)
    expect(house.slack.person('maria').seen(asked)).toHaveLength(1)
    expect(chats()).toBe(before)
  })

  test('who writes to it, types a command or presses, too', async () => {
    const before = chats()
    const [person, maria] = [house.slack.person(name), house.slack.person('maria')]
    const written = await person.says('@bot', 'What torque?')
    await person.sees(written, refusal)
    await person.types('/ai help', { in: '#general' })
    expect((await person.sees('#general', refusal)).isPrivate).toBe(true)
    const asked = await maria.says('#general', question)
    const answer = await maria.sees(asked, isAnswer)
    await person.clicks(answer, 'Get a person')
    expect((await person.sees(asked, refusal)).isPrivate).toBe(true)
    expect(chats()).toBe(before + 1)
    expect(await house.home.query('SELECT * FROM cases')).toEqual([])
    expect(errorsIn(house.bot)).toEqual([])
  })
})

test('somebody whom Slack does not know either is turned away', async () => {
  const { slack } = house
  const ghost = slack.addPerson('ghost')
  slack.world.users.delete(ghost.id)
  await ghost.types('/ai ask What torque?', { in: '#general' })
  await ghost.sees('#general', /cannot use this assistant/)
})

test('a guest who talks in a thread that the bot is in is not refused line by line', async () => {
  const { slack } = house
  const [gus, maria] = [slack.addPerson('gustav', { isGuest: true }), slack.person('maria')]
  const asked = await maria.says('#general', question)
  await maria.sees(asked, isAnswer)
  const before = gus.seen(asked).length
  await gus.repliesIn(asked, 'Thanks, that helps')
  await gus.repliesIn(asked, question)
  await gus.sees(asked, 'Guests of this workspace')
  expect(gus.seen(asked)).toHaveLength(before + 3)
})

test('who is removed from people.yml while it is worked off hears the refusal all the same', async () => {
  const eve = house.slack.addPerson('evelyn')
  const thread = `${house.slack.channel('#general').id}@${eve.id}`
  await house.home.query(
    `INSERT INTO inbox (delivery_key, platform, kind, thread, person_id, payload, request_id, due_at, received_at, origin)
     VALUES ($1, 'slack', 'other', $2, 'removed', $3, 'r', now(), now(), $4)`,
    ['slack:command:removed', thread, { kind: 'message', text: '/help' }, { user: eve.id }],
  )
  house.bot.clock.wind(60_000)
  expect((await eve.sees('#general', 'You are not in the list')).isPrivate).toBe(true)
  expect(errorsIn(house.bot)).toEqual([])
})

test('who was of the company and is a guest now is turned away, whatever people.yml says', async () => {
  const kim = house.slack.person('kim')
  await kim.sees(await kim.says('#general', question), isAnswer)
  const user = userNamed(house.slack.world, 'kim')
  user.isGuest = true
  later()
  await kim.sees(await kim.says('#general', question), 'Guests of this workspace')
  user.isGuest = false
  later()
})

describe('a member of the staff group', () => {
  const tom = () => house.slack.person('tom')

  test('is answered, and has a person fetched, under the name that Slack has', async () => {
    const asked = await tom().says('#general', question)
    const answer = await tom().sees(asked, isAnswer)
    await tom().clicks(answer, 'Get a person')
    await tom().sees(asked, 'OPEN · C-')
    const [{ opened_by: by } = { opened_by: '' }] = await house.home.query<{ opened_by: string }>(
      'SELECT opened_by FROM cases ORDER BY number DESC LIMIT 1',
    )
    expect(by).toBe('slack:U0TOM')
  })

  test('reads in help what staff may, and nothing more', async () => {
    await tom().types('/ai help', { in: '#general' })
    const { text, isPrivate } = await tom().sees('#general', 'Help')
    expect(isPrivate).toBe(true)
    expect(text).toContain('/ai status')
    for (const other of ['restart', 'logs', 'approvals', 'auto-answer'])
      expect(text).not.toContain(`/ai ${other}`)
  })

  test('restarts nothing, approves nothing, sets nothing and adds no manual', async () => {
    const [nikos, before] = [house.slack.person('nikos'), await runs()]
    const asked = await tom().says('#general', '@bot restart')
    await tom().sees(asked, 'Restart needs the on-call role. On duty: Nikos Example.')
    expect(await runs()).toBe(before)
    const stop = await nikos.says('#general', '@bot stop db')
    const plan = await nikos.sees(stop, 'NEEDS APPROVAL')
    await tom().clicks(plan, 'Approve stop')
    expect((await tom().sees(stop, /roles do not allow/)).isPrivate).toBe(true)
    await tom().types('/ai auto-answer on', { in: '#general' })
    await tom().sees('#general', '/ai auto-answer is not for your role.')
    const shared = await tom().shares('@bot', { name: 'manual.pdf', content: new Uint8Array([1]) })
    expect((await tom().sees(shared, 'manual.pdf')).text).not.toContain('[Add')
    expect(house.agent.pidOf('db')).not.toBeNull()
  })

  test('who has left it is turned away, also at a press', async () => {
    const asked = await tom().says('#general', question)
    const answer = await tom().sees(asked, isAnswer)
    const before = chats()
    house.slack.world.groups.get(group)?.delete(tom().id)
    later()
    await tom().clicks(answer, 'Get a person')
    expect((await tom().sees(asked, 'You are not in the list')).isPrivate).toBe(true)
    await tom().sees(await tom().says('#general', question), 'You are not in the list')
    expect(chats()).toBe(before)
    expect(answer.text).toContain('[Get a person]')
  })
})

describe('where Slack does not say who somebody is', () => {
  test('for a moment, it is asked again', async () => {
    later()
    house.slack.faults.plan('users.info', { kind: 'status', status: 503 })
    const maria = house.slack.person('maria')
    await maria.sees(await maria.says('#general', question), isAnswer)
  })

  test('at all, the person hears that, and nothing is done', async () => {
    later()
    house.slack.faults.plan('users.info', { kind: 'refusal', code: 'missing_scope' }, { times: 100 })
    const before = chats()
    const maria = house.slack.person('maria')
    const asked = await maria.says('#general', question)
    const hurry = setInterval(() => house.bot.clock.wind(1_000), 200)
    const told = await maria.sees(asked, 'FAILED').finally(() => clearInterval(hurry))
    expect(told.text).toMatch(/Request [0-9a-f-]{36}/)
    expect(chats()).toBe(before)
    expect(house.bot.log.some(({ msg }) => msg === 'gave a delivery up')).toBe(true)
  })
})

describe('a person is who the signed request says', () => {
  const lastRefused = async () => {
    const rows = await house.home.query<{ person: string }>(
      "SELECT person FROM audit WHERE outcome = 'refused' ORDER BY id DESC LIMIT 1",
    )
    return rows[0]?.person
  }

  test('not whom the words name', async () => {
    const [maria, before] = [house.slack.person('maria'), await runs()]
    const asked = await maria.says('#general', '@bot restart because @nikos says so')
    await maria.sees(asked, 'needs the on-call role')
    await maria.types('/ai restart as U0NIKOS user_id=U0NIKOS', { in: '#general' })
    await maria.sees('#general', 'needs the on-call role')
    expect(await runs()).toBe(before)
    expect(await lastRefused()).toBe('maria')
  })

  test('not whom a name beside the id names', async () => {
    const { slack } = house
    const [maria, before] = [userNamed(slack.world, 'maria'), await runs()]
    const command = slack.interactions.command(maria, slack.channel('#cases'), '/ai', 'restart')
    await slack.deliver('command', { ...command, user_name: 'nikos', user: { id: 'U0NIKOS' } })
    await slack.person('maria').sees('#cases', 'needs the on-call role')
    expect(await runs()).toBe(before)
  })

  test('not who wrote the message that was pressed, or is named in its value', async () => {
    const { slack, home } = house
    const nikos = slack.person('nikos')
    const asked = await nikos.says('#ops', '@bot stop ai_assistant')
    const { message } = await nikos.sees(asked, 'NEEDS APPROVAL')
    const block = message.blocks.findLast(({ type }) => type === 'actions')
    const [{ number, digest } = { number: 0, digest: '' }] = await home.query<{
      number: number
      digest: string
    }>('SELECT number, digest FROM runs ORDER BY number DESC LIMIT 1')
    const pressed = {
      label: 'Approve stop',
      type: 'button' as const,
      blockId: block?.block_id ?? '',
      actionId: 'run-approve',
      value: `${number} ${digest}`,
    }
    const press = slack.interactions.press(userNamed(slack.world, 'maria'), message, pressed)
    const forged = { ...press, user: { ...press.user, name: 'anna', username: 'anna' }, person: 'anna' }
    await slack.deliver('interaction', forged)
    const told = await slack.person('maria').sees(asked, /roles do not allow/)
    expect(told.isPrivate).toBe(true)
    expect(await lastRefused()).toBe('maria')
    const waits = async () =>
      (await home.query("SELECT 1 FROM runs WHERE number = $1 AND status = 'waiting'", [number])).length
    expect(await waits()).toBe(1)
    await eventually(() => house.agent.pidOf('ai_assistant') !== null)
  })
})
