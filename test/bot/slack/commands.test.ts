import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { errorsIn } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** Who types what where, what stands there then, and who presses. Plans are read and approved in #ops. */
let house: SlackHouse

beforeAll(async () => {
  house = await slackHouse({ settings: (slack) => ({ SLACK_OPERATIONS_CHANNEL: slack.channel('#ops').id }) })
}, 60_000)
afterAll(() => house.close())
afterEach(async () => {
  await house.slack.settled()
  expect(errorsIn(house.bot)).toEqual([])
})

const person = (name: string) => house.slack.person(name)
const question = '@bot What torque do the blade bolts need?'
const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')
const asked = () =>
  house.assistant.calls
    .filter(({ path }) => path === '/api/ai/chat')
    .map(({ body }) => JSON.parse(body).message as string)
const newestRun = async () => {
  const [row] = await house.home.query<{ number: number }>('SELECT max(number)::int AS number FROM runs')
  return row?.number ?? 0
}
/** The newest plan in #ops. */
const planIn = async (before: number) => {
  const number = await eventually(async () => {
    const newest = await newestRun()
    return newest > before && newest
  })
  const card = await person('nikos').sees('#ops', `R-${number} `)
  return { number, card }
}
const stays = async (plan: Seen, words: string | RegExp) => {
  const isIt = ({ ts, text }: Seen) => ts === plan.ts && new RegExp(words).test(text)
  return await person('anna').sees('#ops', isIt)
}

describe('words that are a command', () => {
  test('in a thread, by mention: the plan stands in the operations channel, and nothing has run', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const [before, pid] = [await newestRun(), house.agent.pidOf('ai_assistant')]
    const thread = await maria.says('#general', 'It is slow again')
    await nikos.repliesIn(thread, '@bot restart')
    const { number, card } = await planIn(before)
    expect(card.text).toContain('PLAN · Restart · ai_assistant')
    const told = await nikos.sees(thread, 'The plan is in the operations channel.')
    expect(told).toMatchObject({ isPrivate: true })
    expect(told.text).toContain(`R-${number}`)
    expect(maria.seen(thread).filter(({ isFromBot }) => isFromBot)).toEqual([])
    await nikos.clicks(card, 'Withdraw')
    await stays(card, 'WITHDRAWN')
    expect(house.agent.pidOf('ai_assistant')).toBe(pid)
  })

  test('and of manuals too: both are offered, alone, and what is chosen is done', async () => {
    const [before, nikos] = [await newestRun(), person('nikos')]
    const said = await nikos.says('#general', '@bot start V4.0')
    const both = await nikos.sees(said, 'Which did you mean?')
    expect(both.isPrivate).toBe(true)
    expect(both.text).toContain('[Ask as a question] [Start the service…]')
    await nikos.clicks(both, 'Ask as a question')
    await nikos.sees(said, isAnswer)
    expect(asked().at(-1)).toBe('start V4.0')
    expect(await newestRun()).toBe(before)
  })

  test('and of manuals too, behind the slash: the question is offered as one', async () => {
    const [before, nikos] = [await newestRun(), person('nikos')]
    await nikos.types('/ai start V4.0', { in: '#general' })
    const both = await nikos.sees('#general', '[How to start the V4.0] [Start the assistant…]')
    await nikos.clicks(both, 'How to start the V4.0')
    expect((await nikos.sees('#general', isAnswer)).isPrivate).toBe(true)
    expect(asked().at(-1)).toBe('How to start the V4.0?')
    expect(await newestRun()).toBe(before)
  })

  test('that staff may not use can only be a question', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', '@bot start V4.0')
    await maria.sees(said, isAnswer)
    expect(asked().at(-1)).toBe('start V4.0')
  })

  test('with a slip run nothing; what is near is offered, and runs when it is pressed', async () => {
    const [before, nikos] = [await newestRun(), person('nikos')]
    await nikos.types('/ai restrat db', { in: '#general' })
    const offer = await nikos.sees('#general', 'No command “restrat”')
    expect(offer.isPrivate).toBe(true)
    expect(await newestRun()).toBe(before)
    await nikos.clicks(offer, 'Restart the service…')
    const { card } = await planIn(before)
    expect(card.text).toContain('PLAN · Restart · db')
    await nikos.clicks(card, 'Withdraw')
    await stays(card, 'WITHDRAWN')
  })
})

describe('a run, from its plan to its proof', () => {
  test('asked for elsewhere: the asker alone is told where it is; one message shows it until its end', async () => {
    const [before, nikos, pid] = [await newestRun(), person('nikos'), house.agent.pidOf('ai_assistant')]
    house.agent.control('ai_assistant', { startSlowlyMs: 1_500 })
    const typed = await nikos.types('/ai restart because it is slow', { in: '#general' })
    expect(typed.isAcknowledged).toBe(true)
    const { number, card } = await planIn(before)
    expect(card.text).toContain('“it is slow”')
    const isTold = ({ text, isPrivate }: Seen) => isPrivate && text.includes(`R-${number}`)
    const told = await nikos.sees('#general', isTold)
    expect(told.text).toContain('Open the operations channel')
    expect(JSON.stringify(told.message.blocks)).toContain(`archives/${house.slack.channel('#ops').id}`)
    expect(person('maria').reads('#general')).not.toContain('operations channel')
    const messages = nikos.seen('#ops').length
    await nikos.clicks(card, 'Restart now')
    const running = await stays(card, 'RUNNING')
    expect(running.text).toContain('confirmed by Nikos Example')
    const done = await stays(card, 'DONE · Restart · healthy, proved in ')
    expect(done.text).toMatch(/Started: .*was/)
    expect(done.notification).toContain('DONE · Restart')
    for (const gone of ['[Restart now]', '[Withdraw]', '[Stop after this step]'])
      expect(done.text).not.toContain(gone)
    expect(house.agent.pidOf('ai_assistant')).not.toBe(pid)
    expect(nikos.seen('#ops')).toHaveLength(messages)
    house.agent.control('ai_assistant', {})
  })

  test('a stop is approved by another person, there', async () => {
    const [before, nikos, anna] = [await newestRun(), person('nikos'), person('anna')]
    await nikos.types('/ai stop db', { in: '#general' })
    const { number, card } = await planIn(before)
    expect(card.text).toContain('NEEDS APPROVAL · Stop · db')
    await nikos.clicks(card, 'Approve stop')
    await nikos.sees('#ops', ({ text, isPrivate }) => isPrivate && text.includes('someone else must approve'))
    await anna.clicks(card, 'Approve stop')
    await stays(card, 'DONE · Stop · stopped, proved')
    const [run] = await house.home.query<{ by: string }>(
      "SELECT by FROM run_events WHERE run = $1 AND type = 'approved'",
      [number],
    )
    expect(run?.by).toBe('anna')
    await nikos.types('/ai start db', { in: '#ops' })
    const start = await planIn(number)
    await nikos.clicks(start.card, 'Start now')
    await stays(start.card, 'DONE · Start')
  })

  test('a rejection asks why, and the card says it', async () => {
    const [before, nikos, anna] = [await newestRun(), person('nikos'), person('anna')]
    await nikos.types('/ai stop ai_assistant', { in: '#ops' })
    const { card } = await planIn(before)
    await anna.clicks(card, 'Reject')
    expect(await anna.form()).toMatchObject({ title: 'Reject', text: expect.stringContaining('Why?') })
    expect((await stays(card, 'NEEDS APPROVAL')).text).toContain('[Approve stop]')
    await anna.submits({ 'Why? The one who asked reads it.': 'Not before noon' })
    const rejected = await stays(card, 'REJECTED')
    expect(rejected.text).toContain('Anna Placeholder rejected it')
    expect(rejected.text).toContain('“Not before noon” Nothing ran.')
    expect(anna.hasForm()).toBe(false)
  })

  test('an emergency wants a reason, which all read', async () => {
    const [before, nikos] = [await newestRun(), person('nikos')]
    await nikos.types('/ai stop db', { in: '#ops' })
    const { card, number } = await planIn(before)
    await nikos.clicks(card, 'Emergency run…')
    await expect(nikos.submits({})).rejects.toThrow('must be filled in')
    await nikos.submits({ input: 'The disk is on fire' })
    const done = await stays(card, 'DONE · Stop')
    expect(done.text).toContain('Emergency run by Nikos Example: “The disk is on fire” A review is owed.')
    await nikos.types('/ai start db', { in: '#ops' })
    const start = await planIn(number)
    await nikos.clicks(start.card, 'Start now')
    await stays(start.card, 'DONE · Start')
  })
})

describe('what those on call look at', () => {
  test('the log, as it is, for the one who asked', async () => {
    const nikos = person('nikos')
    const line = '<!channel> *b* ``` <script> &amp; error 7'
    await house.agent.print('ai_assistant', `${line}\n`)
    await nikos.types('/ai logs', { in: '#general' })
    const log = await nikos.sees('#general', 'Log · ai_assistant')
    expect(log.isPrivate).toBe(true)
    expect(log.text).toContain(line)
    expect(person('maria').reads('#general')).not.toContain('error 7')
  })

  test('the status, whose buttons open a plan', async () => {
    const [nikos, before] = [person('nikos'), await newestRun()]
    await house.agent.put('test:stop-db', { verb: 'stop', request: { service: 'db' } })
    await eventually(() => house.agent.pidOf('db') === null)
    await nikos.types('/ai status', { in: '#general' })
    const status = await nikos.sees('#general', '[Start db…]')
    expect(status.isPrivate).toBe(true)
    await nikos.clicks(status, 'Start db…')
    const { card } = await planIn(before)
    await nikos.clicks(card, 'Start now')
    await stays(card, 'DONE · Start')
  })

  test('what waits, and what a plan would do; of which nothing happens', async () => {
    const [nikos, anna, before] = [person('nikos'), person('anna'), await newestRun()]
    await nikos.types('/ai restart db', { in: '#ops' })
    const { card, number } = await planIn(before)
    const pid = house.agent.pidOf('db')
    await nikos.clicks(card, 'Dry run')
    const dry = await nikos.sees('#ops', 'nothing was changed')
    expect(dry.isPrivate).toBe(true)
    await anna.types('/ai approvals', { in: '#general' })
    const list = await anna.sees('#general', `R-${number} · waiting`)
    await anna.clicks(list, `R-${number}`)
    const isPlan = ({ text, isPrivate }: Seen) => isPrivate && text.includes('PLAN · Restart · db')
    await anna.sees('#general', isPlan)
    await nikos.types(`/ai cancel ${number}`, { in: '#general' })
    await stays(card, 'WITHDRAWN')
    expect(house.agent.pidOf('db')).toBe(pid)
  })

  test('a run that is to end after its step', async () => {
    const [nikos, before] = [person('nikos'), await newestRun()]
    house.agent.control('ai_assistant', { startSlowlyMs: 5_000 })
    await nikos.types('/ai restart', { in: '#ops' })
    const { card } = await planIn(before)
    await nikos.clicks(card, 'Restart now')
    // A step that takes its time: what a person asks for between two steps is another matter.
    const running = await stays(card, 'Now: Check health[^]*\\[Stop after this step\\]')
    await nikos.clicks(running, 'Stop after this step')
    const ended = await stays(card, 'STOPPED · Restart')
    house.agent.control('ai_assistant', {})
    expect(ended.text).toContain('Nikos Example asked for it to end.')
    expect(ended.text).not.toContain('[Stop after this step]')
  })
})

describe('the start page', () => {
  test('shows staff what waits for them, who is on call and what they can do', async () => {
    const kim = person('kim')
    expect(await kim.opensHome()).toContain('None of your questions waits for a person.')
    const said = await kim.says('#general', question)
    await kim.clicks(await kim.sees(said, isAnswer), 'Get a person')
    await kim.sees(said, 'OPEN · C-')
    const home = await kim.opensHome()
    expect(home).toMatch(/C-\d+ · What torque do the blade bolts need\?/)
    expect(home).toMatch(/On call:? Nikos Example/)
    expect(home).toContain('/ai ask')
    expect(home).not.toContain('/ai restart')
    expect(home).not.toContain('Nothing runs')
  })

  test('shows those on call what runs and what waits, and opens it', async () => {
    const [before, nikos] = [await newestRun(), person('nikos')]
    await nikos.types('/ai stop db', { in: '#ops' })
    const { number, card } = await planIn(before)
    const home = await nikos.opensHome()
    expect(home).toContain(`R-${number} · waiting · Stop · db · Nikos Example`)
    expect(home).toContain('/ai restart')
    await nikos.clicksAtHome(`Show R-${number}`)
    await nikos.sees('@bot', `R-${number}`)
    await nikos.clicks(card, 'Withdraw')
    await stays(card, 'WITHDRAWN')
    expect(await nikos.opensHome()).not.toContain(`R-${number} · waiting`)
  })
})
