import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { notFound } from '../../fakes/assistant.ts'
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
    expect(both.text).toContain('[How to start the V4.0] [Start the assistant…]')
    expect(await newestRun()).toBe(before)
    await nikos.clicks(both, 'How to start the V4.0')
    await nikos.sees(said, isAnswer)
    expect(asked().at(-1)).toBe('How to start the V4.0?')
  })

  test('offered to staff is only what they may', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', '@bot start V4.0')
    const { text } = await maria.sees(said, 'How to start the V4.0')
    expect(text).not.toContain('Start the assistant')
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
    expect(running.text).toContain('approved by Nikos Example')
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
    const [run] = await house.home.query<{ approved_by: string }>(
      "SELECT fact->>'type' AS type, by AS approved_by FROM run_events WHERE number IS NOT NULL AND run = $1 AND type = 'approved'".replace(
        'number IS NOT NULL AND ',
        '',
      ),
      [number],
    )
    expect(run?.approved_by).toBe('anna')
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

describe('asked in private', () => {
  test('/ai alone is help, for the one who typed it', async () => {
    await person('kim').types('/ai', { in: '#general' })
    const help = await person('kim').sees('#general', 'Help')
    expect(help.isPrivate).toBe(true)
    expect(help.text).toContain('/ai ask question')
    expect(person('maria').reads('#general')).not.toContain('Help\n')
  })

  test('/ai ask without words opens a form; its answer can be shared, once', async () => {
    const [maria, anna] = [person('maria'), person('anna')]
    await maria.types('/ai ask', { in: '#cases' })
    expect(await maria.form()).toMatchObject({ title: 'Ask the manuals' })
    await maria.submits({ 'Your question': 'How is it started?', Machine: 'V4.0' })
    const answer = await maria.sees('#cases', isAnswer)
    expect(answer.isPrivate).toBe(true)
    expect(anna.reads('#cases')).toBe('')
    expect(asked().at(-1)).toBe('How is it started?')
    await maria.clicks(answer, 'Share in channel')
    const shared = await anna.sees('#cases', 'Shared by Maria Sample.')
    expect(shared.isPrivate).toBe(false)
    expect(shared.text).toContain('Turn the main switch to ON. [1]')
    expect(shared.text).not.toContain('[Share in channel]')
    const own = ({ ts, text }: Seen) => ts === answer.ts && !text.includes('[Share in channel]')
    await maria.sees('#cases', own)
    await maria.clicks(answer, 'Share in channel', { asSeen: true })
    await maria.sees('#cases', 'no longer in use')
    expect(anna.seen('#cases')).toHaveLength(1)
  })

  test('/ai ask with words is answered at once, also where the bot is not', async () => {
    const maria = person('maria')
    await maria.types('/ai ask What torque?', { in: '#random' })
    expect((await maria.sees('#random', isAnswer)).isPrivate).toBe(true)
    expect(person('nikos').reads('#random')).toBe('')
  })

  test('/ai escalate without words asks what for', async () => {
    const maria = person('maria')
    await maria.types('/ai escalate', { in: '@bot' })
    expect((await maria.form()).title).toBe('Get a person')
    await maria.submits({ text: 'It smells of smoke' })
    expect((await maria.sees('@bot', 'OPEN · C-')).text).toContain('“It smells of smoke”')
  })

  test('the menu of a message asks about it, in words that can be changed', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const said = await nikos.says('#general', 'E-104 again, what now?')
    await maria.usesShortcut('ask_about_this', said)
    const form = await maria.form()
    expect(form.text).toContain('E-104 again, what now?')
    await maria.submits({ 'Your question': 'What does E-104 mean?' })
    expect((await maria.sees(said, isAnswer)).isPrivate).toBe(true)
    expect(asked().at(-1)).toBe('What does E-104 mean?')
    expect(nikos.seen(said)).toHaveLength(1)
  })
})

describe('a question', () => {
  test('that is edited is answered anew in the same message; a command is not run again', async () => {
    const [maria, before] = [person('maria'), await newestRun()]
    house.assistant.echoes = true
    const said = await maria.says('#general', '@bot What torque?')
    const first = await maria.sees(said, '“What torque?”')
    await maria.edits(said, '@bot What torque at the side?')
    const second = await maria.sees(said, '“What torque at the side?”')
    house.assistant.echoes = false
    expect(second.ts).toBe(first.ts)
    expect(maria.seen(said)).toHaveLength(2)
    await maria.edits(said, '@bot /restart')
    await maria.sees(said, 'Commands are not run again when edited.')
    expect(await newestRun()).toBe(before)
  })

  test('that is deleted takes its answer with it', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', question)
    const answer = await maria.sees(said, isAnswer)
    await maria.deletes(said)
    const gone = await maria.sees(said, 'The question was deleted, and its answer with it.')
    expect(gone.ts).toBe(answer.ts)
    expect(maria.reads(said)).not.toContain('Turn the main switch')
  })

  test('in a thread that is deleted takes only its own answer', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', question)
    await maria.sees(said, isAnswer)
    const followed = await maria.repliesIn(said, 'And the side bolts?')
    await eventually(() => maria.seen(said).filter(isAnswer).length === 2)
    await maria.deletes(followed)
    await maria.sees(said, 'The question was deleted')
    expect(maria.seen(said).filter(isAnswer)).toHaveLength(1)
  })

  test('that was answered badly: the reason is kept, and a better try asks with it', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', question)
    const answer = await maria.sees(said, isAnswer)
    await maria.clicks(answer, 'Not helpful')
    expect((await maria.form()).title).toBe('What was wrong?')
    await maria.submits({ 'What was wrong, or missing?': 'I mean the lower blade' })
    const rated = await maria.sees(said, '[Try again with that]')
    expect(rated.ts).toBe(answer.ts)
    expect(rated.text).toContain('Rated not helpful.')
    await maria.clicks(rated, 'Try again with that')
    await eventually(() => maria.seen(said).filter(isAnswer).length === 2)
    expect(asked().at(-1)).toBe('What torque do the blade bolts need?\nI mean the lower blade')
    const [kept] = await house.home.query<{ reason: string }>(
      "SELECT reason FROM feedback WHERE rating = 'down' ORDER BY created_at DESC LIMIT 1",
    )
    expect(kept?.reason).toBe('I mean the lower blade')
    expect((await maria.sees(said, ({ ts }) => ts === answer.ts)).text).not.toContain('[Try again with that]')
  })

  test('to begin with is offered where somebody opens the conversation', async () => {
    const maria = person('maria')
    await maria.opensConversation()
    await eventually(() => maria.suggestions().length > 0)
    expect(maria.suggestions()).toEqual(['How do I start the V4.0?'])
    expect(maria.reads('@bot')).not.toContain('How do I start')
  })
})

describe('a channel that is answered without being asked', () => {
  beforeAll(() => void house.slack.addChannel('#shopfloor'))

  test('is set by an administrator only', async () => {
    await person('nikos').types('/ai auto-answer on', { in: '#shopfloor' })
    await person('nikos').sees('#shopfloor', 'auto-answer is not for your role.')
    const said = await person('maria').says('#shopfloor', 'How is the V4.0 started?')
    await house.slack.settled()
    await person('alex').types('/ai auto-answer on', { in: '#shopfloor' })
    expect((await person('alex').sees('#shopfloor', 'ON · Answers in this channel')).isPrivate).toBe(true)
    expect(person('maria').seen(said)).toHaveLength(1)
  })

  test('gets answers where the manuals hold one, and silence elsewhere', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const before = asked().length
    house.assistant.plan(notFound)
    const chatter = await nikos.says('#shopfloor', 'Who has my ladder?')
    await eventually(() => asked().length === before + 1)
    const toSomebody = await nikos.says('#shopfloor', '@maria lunch at noon?')
    const command = await nikos.says('#shopfloor', 'restart')
    const real = await maria.says('#shopfloor', 'How is the V4.0 started?')
    await maria.sees(real, isAnswer)
    for (const quiet of [chatter, toSomebody]) expect(nikos.seen(quiet)).toHaveLength(1)
    expect(asked()).not.toContain('lunch at noon?')
    expect(nikos.reads(command)).not.toContain('PLAN')
  })

  test('until it is switched off', async () => {
    await person('alex').types('/ai auto-answer off', { in: '#shopfloor' })
    await person('alex').sees('#shopfloor', 'OFF · Answers in this channel')
    const before = asked().length
    const said = await person('maria').says('#shopfloor', 'How is the V3.1B started?')
    await person('maria').says('#general', question)
    await eventually(() => asked().length > before)
    expect(person('maria').seen(said)).toHaveLength(1)
    expect(asked().slice(before)).toEqual(['What torque do the blade bolts need?'])
  })

  test('of two people there is none', async () => {
    await person('alex').types('/ai auto-answer on', { in: '@bot' })
    await person('alex').sees('@bot', 'here every message is answered')
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
    await nikos.opensHome()
    await eventually(() => house.slack.world.homes.get(nikos.id) !== undefined)
    expect(await nikos.opensHome()).not.toContain(`R-${number} · waiting`)
  })
})
