import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { notFound } from '../../fakes/assistant.ts'
import { errorsIn } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type SlackHouse, slackHouse } from '../../harness/slack-house.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** Who asks where, alone or in front of others, and what becomes of the answer. */
let house: SlackHouse

beforeAll(async () => {
  house = await slackHouse()
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
const runs = async () => (await house.home.query('SELECT number FROM runs')).length

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

  test('the menu of a message hands it to a person, in words that can be changed', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const said = await nikos.says('#general', 'The pump smells of smoke')
    await maria.usesShortcut('get_a_person', said)
    const form = await maria.form()
    expect(form.text).toContain('The pump smells of smoke')
    await maria.submits({ 'What do you need a person for?': 'The pump smells of smoke, I stopped it' })
    const opened = await maria.sees(said, 'OPEN · C-')
    expect(opened.isPrivate).toBe(true)
    expect(nikos.seen(said)).toHaveLength(1)
  })

  test('an answer cannot be shared where the bot is not; once it is invited, it can', async () => {
    const maria = person('maria')
    const { members } = house.slack.addChannel('#elsewhere', { withoutBot: true })
    await maria.types('/ai ask Where is the pump?', { in: '#elsewhere' })
    const answer = await maria.sees('#elsewhere', '[Share in channel]')
    await maria.clicks(answer, 'Share in channel')
    expect((await maria.sees('#elsewhere', 'I am not in this channel')).isPrivate).toBe(true)
    members.add(house.slack.world.app.botUserId)
    await maria.clicks(answer, 'Share in channel')
    await person('anna').sees('#elsewhere', 'Shared by Maria Sample.')
  })

  test('/ai escalate without words asks what for', async () => {
    const maria = person('maria')
    await maria.types('/ai escalate', { in: '@bot' })
    expect((await maria.form()).title).toBe('Get a person')
    await maria.submits({ text: 'It smells of smoke' })
    expect((await maria.sees('@bot', 'OPEN · C-')).text).toContain('“It smells of smoke”')
  })

  test('how urgent it is can be chosen at once: the case, its due times and its record have it', async () => {
    const maria = person('maria')
    await maria.types('/ai escalate', { in: '@bot' })
    expect((await maria.form()).text).toContain('How urgent is it?')
    await maria.submits({
      text: 'The press is dead',
      'How urgent is it?': 'Nothing works at all: level 2 at once',
    })
    const opened = await maria.sees('@bot', '“The press is dead”')
    expect(opened.text).toContain('Declared: Nothing works at all')
    const [made] = await house.home.query<{ number: number; [column: string]: unknown }>(
      'SELECT number, category, severity, level FROM cases ORDER BY number DESC LIMIT 1',
    )
    expect(made).toMatchObject({ category: 'Nothing works at all', severity: 'critical', level: 2 })
    const name = `C-${made?.number}`
    const audit = await house.home.query(
      'SELECT action, person, detail AS fact FROM audit WHERE subject = $1 ORDER BY id LIMIT 1',
      [name],
    )
    expect(audit).toEqual([
      {
        action: 'case.opened',
        person: 'maria',
        fact: { severity: 'critical', category: 'Nothing works at all' },
      },
    ])
    const steps = await house.home.query(
      'SELECT kind, level FROM case_steps WHERE case_number = $1 ORDER BY due_at, position LIMIT 1',
      [made?.number],
    )
    expect(steps).toEqual([{ kind: 'opened', level: 2 }])
  })

  test('the menu of a message asks how urgent it is, too; who does not know says so', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const said = await nikos.says('#general', 'It is slow again')
    await maria.usesShortcut('get_a_person', said)
    await maria.form()
    await maria.submits({ 'How urgent is it?': 'Performance has dropped moderately: level 2 within 4 hours' })
    expect((await maria.sees(said, 'OPEN · C-')).text).toContain(
      'Declared: Performance has dropped moderately',
    )
    await maria.usesShortcut('get_a_person', said)
    await maria.form()
    await maria.submits({ 'What do you need a person for?': 'I do not know how bad it is' })
    const plain = await maria.sees(said, '“I do not know how bad it is”')
    expect(plain.text).not.toContain('Declared')
  })

  test('an answer is rated, and handed to a person, without anybody else seeing it', async () => {
    const [maria, anna] = [person('maria'), person('anna')]
    house.slack.addChannel('#quiet')
    await maria.types('/ai ask Where is the lever?', { in: '#quiet' })
    const answer = await maria.sees('#quiet', isAnswer)
    await maria.clicks(answer, 'Not helpful')
    await maria.submits({ reason: 'I mean the red one' })
    const rated = await maria.sees('#quiet', 'Rated not helpful.')
    expect(rated).toMatchObject({ ts: answer.ts, isPrivate: true })
    await maria.clicks(rated, 'Get a person')
    const opened = await maria.sees('#quiet', 'OPEN · C-')
    expect(opened.isPrivate).toBe(true)
    expect(opened.text).toContain('“Where is the lever?”')
    expect(anna.reads('#quiet')).toBe('')
  })

  test('in the direct messages with the bot, commands and questions stand there', async () => {
    const maria = person('maria')
    await maria.types('/ai contacts', { in: '@bot' })
    await maria.sees('@bot', 'Nikos Example')
    const said = await maria.says('@bot', 'What torque?')
    await maria.sees(said, isAnswer)
    const help = await maria.says('@bot', 'help')
    await maria.sees(help, '/ai ask question')
  })

  test('a case can be opened where the bot is not', async () => {
    const maria = person('maria')
    await maria.types('/ai escalate It smells of smoke again', { in: '#random' })
    const opened = await maria.sees('#random', 'OPEN · C-')
    expect(opened.isPrivate).toBe(true)
    expect(person('nikos').reads('#random')).toBe('')
  })

  test('the menu of a message asks about it, in words that can be changed', async () => {
    const [maria, nikos] = [person('maria'), person('nikos')]
    const said = await nikos.says('#general', 'E-104 again, what now?')
    await maria.usesShortcut('ask_about_this', said)
    const form = await maria.form()
    expect(form.text).toContain('E-104 again, what now?')
    await maria.submits({ 'Your question': 'What does E-104 mean?' })
    const answer = await maria.sees(said, isAnswer)
    expect(answer.isPrivate).toBe(true)
    expect(asked().at(-1)).toBe('What does E-104 mean?')
    expect(nikos.seen(said)).toHaveLength(1)
    await maria.clicks(answer, 'Share in channel')
    await nikos.sees(said, 'Shared by Maria Sample.')
  })
})

describe('a question', () => {
  test('in a private channel is answered there', async () => {
    house.slack.addChannel('#closed', { isPrivate: true })
    const maria = person('maria')
    const said = await maria.says('#closed', question)
    await maria.sees(said, isAnswer)
    await maria.repliesIn(said, 'And the side bolts?')
    await eventually(() => maria.seen(said).filter(isAnswer).length === 2)
  })

  test('of another bot is none', async () => {
    const { slack } = house
    const [maria, before] = [person('maria'), asked().length]
    const { channel, ts, deliveries } = await maria.says('#random', question)
    expect(deliveries).toEqual([])
    const event = {
      type: 'message',
      subtype: 'bot_message',
      bot_id: 'B0OTHER',
      channel: slack.channel('#general').id,
      ts,
      text: `<@${slack.world.app.botUserId}> What torque?`,
    }
    await slack.deliver('event', { type: 'event_callback', team_id: slack.world.team.id, event })
    await maria.sees(await maria.says('#general', question), isAnswer)
    expect(asked().length).toBe(before + 1)
    expect(channel).toBe(slack.channel('#random').id)
  })

  test('that is edited is answered anew in the same message; a command is not run again', async () => {
    const [maria, before] = [person('maria'), await runs()]
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
    expect(await runs()).toBe(before)
  })

  test('is asked without the characters that nobody can type', async () => {
    const maria = person('maria')
    const said = await maria.says('#general', '@bot What\u0000 torque\u0007,\u001b[31m please?')
    await maria.sees(said, isAnswer)
    expect(asked().at(-1)).toBe('What torque,[31m please?')
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
