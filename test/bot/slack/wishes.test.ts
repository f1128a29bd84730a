import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { citation, type FakeAssistant, notFound, startFakeAssistant } from '../../fakes/assistant.ts'
import { type BotHome, botHome, errorsIn, type TestBot } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import { type FakeSlack, startFakeSlack } from '../../harness/slack.ts'
import { slackBot } from '../../harness/slack-bot.ts'
import type { Seen } from '../../harness/slack-seeing.ts'

/** What people ask of the bots that there are; the numbers in brackets are those of their issues. */
let assistant: FakeAssistant
let slack: FakeSlack
let home: BotHome
let bot: TestBot

beforeEach(async () => {
  assistant = await startFakeAssistant()
  slack = await startFakeSlack()
  home = await botHome(assistant.url)
})
afterEach(async () => {
  await bot?.close()
  await slack.stop()
  await home.remove()
  await assistant.stop()
})

const chats = () => assistant.calls.filter(({ path }) => path === '/api/ai/chat')
const question = '@bot What torque do the blade bolts need?'
const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')

describe.each(['http', 'socket'] as const)('1. follow-ups need no mention (1496), over %s', (over) => {
  test('in a thread that the bot is in; the thread is the session', async () => {
    bot = await slackBot(home, slack, { over })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', question)
    await maria.sees(asked, 'Turn the main switch to ON. [1]')
    const followed = await maria.repliesIn(asked, 'And how is it started?')
    await eventually(() => maria.seen(asked).filter(isAnswer).length === 2)
    expect(followed.isAcknowledged).toBe(true)
    const sessions = chats().map(({ body }) => JSON.parse(body).session_id)
    expect(new Set(sessions).size).toBe(1)
    expect(errorsIn(bot)).toEqual([])
  })

  test('what people say to each other stays theirs', async () => {
    bot = await slackBot(home, slack, { over })
    const [maria, nikos] = [slack.person('maria'), slack.person('nikos')]
    const asked = await maria.says('#general', question)
    await maria.sees(asked, isAnswer)
    await nikos.repliesIn(asked, '@maria did that help?')
    await nikos.says('#general', 'Good morning')
    await maria.repliesIn(asked, 'And the side bolts?')
    await eventually(() => maria.seen(asked).filter(isAnswer).length === 2)
    expect(chats()).toHaveLength(2)
  })
})

describe('2. never silence: an answer or the reason (14904)', () => {
  beforeEach(async () => {
    bot = await slackBot(home, slack)
  })
  const maria = () => slack.person('maria')

  test('the model fails, or the assistant refuses', async () => {
    const error = {
      code: 'model_failed',
      message: 'The language model did not answer.',
      action: 'Try again.',
    }
    assistant.plan({ end: { status: 500, error } })
    const asked = await maria().says('#general', question)
    const { text } = await maria().sees(asked, 'NOT ANSWERED')
    expect(text).toContain('The language model did not answer. Try again.')
    expect(text).toContain('[Try again] [Get a person]')
  })

  test('the assistant is down: the reason, and the answer when it is back, in the same message', async () => {
    await assistant.stop()
    const asked = await maria().says('#general', question)
    const waiting = await maria().sees(asked, 'WAITING')
    await assistant.start()
    const answered = await maria().sees(asked, isAnswer)
    expect(answered.ts).toBe(waiting.ts)
    expect(maria().seen(asked)).toHaveLength(2)
  })

  test('nothing is found: that, and a person', async () => {
    assistant.plan(notFound)
    const asked = await maria().says('#general', question)
    const { text } = await maria().sees(asked, isAnswer)
    expect(text).toContain("I can't find this in the manuals.")
  })

  test('Slack is over its limit, or out of order, for a while', async () => {
    slack.faults.plan('chat.postMessage', { kind: 'rate limit', retryAfter: 1 })
    slack.faults.plan('chat.update', { kind: 'rate limit', retryAfter: 1 })
    slack.faults.plan('chat.startStream', { kind: 'status', status: 503 })
    slack.faults.plan('assistant.threads.setStatus', { kind: 'cut' })
    assistant.plan({ pauseMs: 600 })
    const asked = await maria().says('#general', question)
    await maria().sees(asked, isAnswer)
    expect(maria().seen(asked)).toHaveLength(2)
  })

  test('Slack answers nothing for a while: what it had handed over is answered when it is back', async () => {
    slack.faults.plan('*', { kind: 'status', status: 503 }, { times: 10_000 })
    const asked = await maria().says('#general', question)
    expect(asked.isAcknowledged).toBe(true)
    await eventually(() => bot.log.some(({ msg }) => String(msg).startsWith('the chat platform is away')))
    slack.faults.heal()
    await maria().sees(asked, isAnswer)
    expect(maria().seen(asked)).toHaveLength(2)
  })

  test('our own database is away: a command is told so at once, a mention with the last repeat', async () => {
    await home.database.pause()
    try {
      await maria().types('/ai help', { in: '#general' })
      await maria().sees('#general', 'my own database does not answer')
      const asked = await maria().says('#general', question)
      await maria().sees(asked, 'my own database does not answer')
    } finally {
      await home.database.resume()
    }
  })

  test('a fault of ours: its number, and what to do', async () => {
    assistant.plan(
      { end: 'silence' },
      { end: 'silence' },
      { end: 'silence' },
      { end: 'silence' },
      { end: 'silence' },
    )
    await home.query('ALTER TABLE cases RENAME TO cases_elsewhere')
    await maria().types('/ai escalate It smells of smoke', { in: '#general' })
    const { text } = await maria().sees('#general', 'FAILED · Something went wrong')
    expect(text).toMatch(/Request [0-9a-f-]{36}/)
    await home.query('ALTER TABLE cases_elsewhere RENAME TO cases')
  })
})

describe('4. files are not dropped in silence (13588, 6590)', () => {
  const pdf = { name: 'manual.pdf', content: new Uint8Array([1]) }
  const picture = { name: 'photo.png', type: 'image/png', content: new Uint8Array([1]) }
  beforeEach(async () => {
    bot = await slackBot(home, slack)
  })

  test('a picture gets an honest word, and the words beside it their answer', async () => {
    const maria = slack.person('maria')
    const shared = await maria.shares('#general', { ...picture, text: `${question}` })
    await maria.sees(shared, isAnswer)
    expect((await maria.sees(shared, 'not pictures')).isPrivate).toBe(true)
  })

  test('a manual is offered to whoever may add it, and added by a form', async () => {
    const kim = slack.person('kim')
    const shared = await kim.shares('@bot', pdf)
    const offer = await kim.sees(shared, '[Add to the knowledge base…]')
    expect(offer.text).toContain('manual.pdf')
    await kim.clicks(offer, 'Add to the knowledge base…')
    expect((await kim.form()).title).toBe('Add a manual')
    await kim.submits({ title: 'V4.0 Service manual', language: 'English' })
    await eventually(() =>
      assistant.calls.some(({ method, path }) => method === 'POST' && path.endsWith('documents')),
    )
    const upload = assistant.calls.find(({ method, path }) => method === 'POST' && path.endsWith('documents'))
    expect(upload?.body).toContain('V4.0 Service manual')
  })

  test('others are told whom to ask', async () => {
    const maria = slack.person('maria')
    const shared = await maria.shares('@bot', pdf)
    expect((await maria.sees(shared, /Kim/)).text).not.toContain('[Add')
  })
})

test('5. a citation opens the right page of its own document, for whoever reads it in Slack (4786, 3873)', async () => {
  bot = await slackBot(home, slack)
  const maria = slack.person('maria')
  const asked = await maria.says('#general', question)
  const { message, text } = await maria.sees(asked, isAnswer)
  expect(text).toContain('[1] V4.0 Start-up, page 12')
  const links = JSON.stringify(message.blocks).match(/http:[^"|>\\]+/g) ?? []
  expect(links.length).toBeGreaterThanOrEqual(2)
  expect(new Set(links.map((link) => new URL(link).hash))).toEqual(new Set(['#page=12']))
  const { pathname } = new URL(links[0] ?? '')
  const opened = await fetch(bot.url + pathname)
  expect([opened.status, opened.headers.get('content-type')]).toEqual([200, 'application/pdf'])
  expect(assistant.calls.at(-1)?.path).toContain(citation.document_id)
  expect((await fetch(`${bot.url}${pathname}x`)).status).toBe(403)
})

describe('6. long answers do not end in invalid_blocks, and keep their buttons (80105, 2509)', () => {
  const paragraph = 'Loosen the bolt by half a turn and lift the guard. '.repeat(30).trim()
  const long = Array.from({ length: 40 }, (_, index) => `Part ${index}: ${paragraph}`)

  test('sixty thousand characters come whole, split between paragraphs', async () => {
    bot = await slackBot(home, slack)
    assistant.plan({ pieces: long.map((part) => `${part}\n\n`) })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', question)
    await maria.sees(asked, isAnswer)
    const parts = maria.seen(asked).slice(1)
    expect(parts.length).toBeGreaterThan(1)
    const whole = parts.map(({ text }) => text).join('\n')
    for (const part of long) expect(whole).toContain(part)
    expect(parts.filter(isAnswer)).toHaveLength(1)
    expect(parts.at(-1)?.text).toContain('[Get a person]')
    expect(errorsIn(bot)).toEqual([])
  })

  test('where Slack does not say that it has a part, that part is not there twice', async () => {
    bot = await slackBot(home, slack)
    slack.faults.plan('chat.postMessage', { kind: 'cut after' })
    assistant.plan({ pieces: long.map((part) => `${part}\n\n`) })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', question)
    await maria.sees(asked, isAnswer)
    const whole = maria.reads(asked)
    for (const part of long) expect(whole.split(part)).toHaveLength(2)
  })

  test('where Slack refuses the blocks all the same, the words come without them', async () => {
    bot = await slackBot(home, slack)
    slack.faults.plan('chat.update', { kind: 'refusal', code: 'invalid_blocks' })
    slack.faults.plan('chat.postMessage', { kind: 'refusal', code: 'invalid_blocks' })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', question)
    const { text } = await maria.sees(asked, 'Choices, whose buttons could not be shown')
    expect(text).toContain('Turn the main switch to ON. [1]')
    expect(text).toContain('Get a person')
  })
})

describe('7. a stream that dies loses nothing (2702)', () => {
  const plan = (method: string, kind: 'cut' | 'cut after') => () => slack.faults.plan(method, { kind })
  const ways: [string, () => unknown][] = [
    ['dies at Slack on its way', () => Object.assign(slack.streaming, { diesAfter: 1 })],
    ['is not known here', () => Object.assign(slack.streaming, { isKnown: false })],
    ['begins, and nobody hears of it', plan('chat.startStream', 'cut after')],
    ['breaks off between two words', plan('chat.appendStream', 'cut')],
    ['breaks off behind a word', plan('chat.appendStream', 'cut after')],
    ['is over a limit', () => slack.faults.plan('chat.appendStream', { kind: 'rate limit', retryAfter: 1 })],
    ['does not hear of its end', plan('chat.stopStream', 'cut')],
  ]
  test.each(ways)('that %s', async (_, breakIt) => {
    bot = await slackBot(home, slack)
    breakIt()
    const pieces = ['Turn the main switch', ' to ON.', ' Wait for the lamp.', ' Press START. [1]']
    assistant.plan({ pieces, pauseMs: 600 })
    const maria = slack.person('maria')
    const asked = await maria.says('#general', question)
    const { text } = await maria.sees(asked, isAnswer)
    expect(slack.calls.map(({ method }) => method)).toContain('chat.startStream')
    expect(text).toContain(pieces.join(''))
    expect(maria.seen(asked)).toHaveLength(2)
    expect(errorsIn(bot)).toEqual([])
  })
})

test("8. Slack's repeats are answered once (2487)", async () => {
  bot = await slackBot(home, slack)
  const maria = slack.person('maria')
  const asked = await maria.says('#general', question)
  await maria.sees(asked, isAnswer)
  for (const delivery of asked.deliveries) await slack.repeats(delivery, 5)
  await maria.repliesIn(asked, 'And then?')
  await eventually(() => maria.seen(asked).filter(isAnswer).length === 2)
  expect(chats()).toHaveLength(2)
  expect(maria.seen(asked)).toHaveLength(4)
})

test('9. one step to a person: a case that is kept, and shown where it is seen', async () => {
  bot = await slackBot(home, slack, { SLACK_CASES_CHANNEL: slack.channel('#cases').id })
  const [maria, nikos] = [slack.person('maria'), slack.person('nikos')]
  const asked = await maria.says('#general', question)
  const answer = await maria.sees(asked, isAnswer)
  await maria.clicks(answer, 'Get a person')
  const told = await maria.sees(asked, 'OPEN · C-1')
  expect(told.text).toContain('Nikos Example')
  expect((await nikos.sees('#cases', 'C-1')).text).toContain('What torque do the blade bolts need?')
  const cases = await home.query('SELECT number, opened_by, question FROM cases')
  expect(cases).toEqual([{ number: 1, opened_by: 'maria', question: 'What torque do the blade bolts need?' }])
  await maria.clicks(answer, 'Get a person', { asSeen: true })
  await slack.settled()
  expect(nikos.seen('#cases').filter(({ text }) => text.includes('C-1'))).toHaveLength(1)
})

test("10. the assistant is told the asker's language", async () => {
  bot = await slackBot(home, slack)
  const maria = slack.person('maria')
  const asked = await maria.says('#general', '@bot E-104')
  await maria.sees(asked, isAnswer)
  expect(JSON.parse(chats()[0]?.body ?? '{}').language).toBe('el')
})

test('11. the answer in Slack is as good as the one in the web page (4251)', async () => {
  bot = await slackBot(home, slack)
  const warned = {
    pieces: ['Turn the main switch to ON. [1]'],
    answer: {
      warnings: [{ text: 'Disconnect power first.', citation: 1 }],
      citations: Array.from({ length: 4 }, (_, index) => ({ ...citation, page: 12 + index })),
    },
  }
  assistant.plan(warned, warned)
  const maria = slack.person('maria')
  const asked = await maria.says('#general', question)
  const inSlack = (await maria.sees(asked, isAnswer)).text
  // Without Slack's credentials the page would be open; the card that it shows is the same one.
  const [row] = await home.query<{ card: { blocks: { kind: string }[] } }>(
    "SELECT card FROM chat_posts WHERE key LIKE '%:reply'",
  )
  expect(row?.card.blocks.map(({ kind }) => kind)).toEqual([
    'answer',
    'warning',
    'sources',
    'note',
    'feedback',
    'buttons',
  ])
  for (const words of [
    'Turn the main switch to ON. [1]',
    'Warning from the manual: Disconnect power first. [1]',
    '[1] V4.0 Start-up, page 12: Start-up › Power',
    '[3] V4.0 Start-up, page 14',
    'Quoted from the manual',
    '[Get a person]',
  ]) {
    expect(inSlack).toContain(words)
  }
})
