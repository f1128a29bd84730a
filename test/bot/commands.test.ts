import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { linesFor } from '../../src/bot/commands/help.ts'
import { commands } from '../../src/bot/commands.ts'
import type { Person, Role } from '../../src/people.ts'
import { type FakeAssistant, startFakeAssistant } from '../fakes/assistant.ts'
import {
  type BotHome,
  botHome,
  buttonIn,
  errorsIn,
  startTestBot,
  type TestBot,
  visit,
} from '../harness/bot.ts'

import { numberOf } from '../harness/cases.ts'

let assistant: FakeAssistant
let home: BotHome
let bot: TestBot

beforeAll(async () => {
  assistant = await startFakeAssistant()
  home = await botHome(assistant.url)
  bot = await startTestBot(home)
})
afterAll(async () => {
  await bot.close()
  await home.remove()
  await assistant.stop()
})
afterEach(() => expect(errorsIn(bot)).toEqual([]))

async function says(person: string, text: string): Promise<string> {
  const visitor = visit(bot, person)
  return (await visitor.reply(await visitor.say(text))).text
}

test('help shows the six lines that everybody has', async () => {
  expect(await says('maria', '/help')).toBe(
    [
      'Help',
      'Ask',
      '/ai ask question: Look something up in the manuals',
      '/ai escalate question: Hand a question to the on-call engineer',
      '/ai cases [number]: Questions that wait for a person, and who has them',
      '/ai status: How the service is, and what to do',
      '/ai contacts: Who is on call, and help from outside',
      '/ai window [plan|cancel|end]: Planned maintenance, in which calls wait',
      'Anything that is not a command is a question to the manuals.',
    ].join('\n'),
  )
})

const table = [
  { name: 'look', group: 'Ask', usage: '/look', summary: '…', action: 'ask' },
  {
    name: 'numbers',
    group: 'Run (plan first)',
    usage: '/numbers',
    summary: '…',
    action: 'see-phone-numbers',
  },
  { name: 'manuals', group: 'Manuals', usage: '/manuals', summary: '…', action: 'upload-manuals' },
  {
    name: 'settings',
    group: 'Administration',
    usage: '/settings',
    summary: '…',
    action: 'see-settings-problems',
  },
] as const

test.each<[Role[], string[]]>([
  [[], ['Ask']],
  [['staff'], ['Ask']],
  [['on-call'], ['Ask', 'Run (plan first)']],
  [['senior'], ['Ask', 'Run (plan first)']],
  [['knowledge-keeper'], ['Ask', 'Manuals']],
  [['administrator'], ['Ask', 'Administration']],
  [
    ['senior', 'administrator'],
    ['Ask', 'Run (plan first)', 'Administration'],
  ],
])('help of %j lists the groups %j and no other', (roles, expected) => {
  const person: Person = { id: 'x', name: 'X', roles, identities: {}, language: 'en' }
  expect(linesFor(person, [...table]).map(({ group }) => group)).toEqual(expected)
})

test('every command has its own names, a usage that begins with its name, and a label that fits a button', () => {
  const names = commands.flatMap(({ name, synonyms }) => [name, ...synonyms])
  expect(new Set(names).size).toBe(names.length)
  for (const { name, usage, label } of commands) {
    expect(usage).toMatch(new RegExp(`^/ai ${name}\\b`))
    expect(label.length).toBeLessThan(30)
  }
})

test.each([
  ['/staus', 'status', 'Status of the service'],
  ['/contcats', 'contacts', 'Contacts'],
  ['/ai escallate', 'escalate', 'Get a person'],
  ['/humn', 'escalate', 'Get a person'],
  ['/aks how do I start it', 'ask', 'Ask the manuals'],
])('%s is not run; %s is offered', async (typed, name, label) => {
  const visitor = visit(bot)
  const { text, card } = await visitor.reply(await visitor.say(typed))
  expect(text).toMatch(
    new RegExp(`^No command “.+”\\. Did you mean:\n\\[${label}\\] \\[Ask as a question\\] \\[Help\\]$`),
  )
  expect(buttonIn(card, 'run-command')?.value).toMatch(new RegExp(`^${name} web:`))
})

test.each(['/how do I start the V4.0?', '/dev/null', '/xyzzy'])(
  '%s is like no command: only the question is offered, and nothing is run',
  async (typed) => {
    expect(await says('maria', typed)).toMatch(/^No command “.+”\.\n\[Ask as a question\] \[Help\]$/)
  },
)

test('a pressed suggestion runs with the words that were typed', async () => {
  const visitor = visit(bot)
  const { entry, card } = await visitor.reply(await visitor.say('/aks how do I start it'))
  const value = buttonIn(card, 'run-command')?.value ?? ''
  assistant.calls.splice(0)
  await visitor.click(entry, 'run-command', value)
  await visitor.reply(await visitor.say('and then?'))
  const asked = assistant.calls.filter(({ path }) => path === '/api/ai/chat')
  expect(asked.map(({ body }) => JSON.parse(body).message)).toEqual(['how do I start it', 'and then?'])
})

test('asked as a question, a mistyped command is one', async () => {
  const visitor = visit(bot)
  const { entry } = await visitor.reply(
    await visitor.say('/how do I start the V4.0?', { machineModel: 'V4.0' }),
  )
  assistant.calls.splice(0)
  await visitor.click(entry, 'ask-as-question')
  await visitor.reply(await visitor.say('and then?'))
  expect(JSON.parse(assistant.calls.find(({ path }) => path === '/api/ai/chat')?.body ?? '')).toMatchObject({
    message: 'how do I start the V4.0?',
    machine_model: 'V4.0',
  })
})

test('contacts: telephone numbers are shown to people on call and to nobody else', async () => {
  const [staff, onCall, senior, administrator] = await Promise.all(
    ['maria', 'nikos', 'anna', 'alex'].map((person) => says(person, '/contacts')),
  )
  expect(onCall).toContain('On call: Nikos Example · +30 210 555 0101 · nikos@autoboss.example')
  expect(senior).toContain('+30 210 555 0101')
  expect(staff).toContain('On call: Nikos Example · nikos@autoboss.example')
  for (const text of [staff, administrator]) expect(text).not.toContain('555')
  expect(staff).toContain('OpenAI Support: https://help.openai.com/')
})

test('status names each dependency plainly, and what to do about those that are down', async () => {
  assistant.health = {
    status: 'degraded',
    dependencies: {
      database: { state: 'ok' },
      openai: { state: 'down', detail: 'the key was refused' },
      redis: { state: 'off' },
      something: { state: 'degraded' },
    },
  }
  expect((await says('maria', '/status')).split('\n')).toEqual([
    'DEGRADED · AI Assistant · it answers, with less than it should',
    'Chat: works',
    'Database: works',
    'Language model: down: the key was refused',
    'Shared counters: off by configuration',
    'something: works in part',
    'Language model: Answers are quoted from the manuals meanwhile.',
  ])
})

test('a question handed over with /escalate is a case; people on call see in the status that it waits', async () => {
  const maria = visit(bot)
  const key = await maria.say('/escalate E-104 after start-up', { machineModel: 'V4.0' })
  const { text } = await maria.shown(`web:${key}:case`)
  expect(text).toMatch(
    /^OPEN · C-1 · Your question is with the on-call engineer\n“E-104 after start-up”\nOn call: Nikos Example/,
  )
  expect(await says('nikos', '/status')).toContain(
    'One question waits for a person:\nC-1 · E-104 after start-up',
  )
  expect(await says('maria', '/status')).not.toContain('C-1')
})

test('handed over without words: what for, and how urgent; its due times follow at once', async () => {
  const maria = visit(bot)
  const asked = await maria.say('/human', { machineModel: 'V4.0' })
  const { entry, card, text } = await maria.reply(asked)
  expect(text).toContain('1 The service is down for more than 15 minutes: level 2 at once (service-down)')
  expect(text).toContain('[I do not know] [1 The service is down for…]')
  const { buttons } = card.blocks.find((block) => block.kind === 'buttons') ?? { buttons: [] }
  expect(buttons).toHaveLength(13)
  const urgent = buttons[1]
  await maria.click(entry, 'escalate-as', urgent?.value, 'The press is dead')
  const number = await numberOf(home, maria.conversation)
  const [made] = await home.query<{ source_key: string }>('SELECT source_key FROM cases WHERE number = $1', [
    number,
  ])
  const opened = await maria.shown(`${made?.source_key}:case`)
  expect(opened.text).toMatch(
    /^OPEN · C-\d+ · Your question is with the senior engineers\n“The press is dead”/,
  )
  expect(opened.text).toContain('Declared: The service is down for more than 15 minutes')
  expect(
    (await maria.reply(asked, ({ blocks }) => blocks.every(({ kind }) => kind !== 'buttons'))).text,
  ).toContain('How urgent')
  const cases = await home.query(
    'SELECT question, machine_model, category, severity, level FROM cases ORDER BY number DESC LIMIT 1',
  )
  expect(cases).toEqual([
    {
      question: 'The press is dead',
      machine_model: 'V4.0',
      category: 'The service is down for more than 15 minutes',
      severity: 'critical',
      level: 2,
    },
  ])
})

test.each([
  ['service-down The press is dead', 'The press is dead', 'The service is down for more than 15 minutes'],
  ['data-lost', 'Data is lost or damaged', 'Data is lost or damaged'],
  ['performance-dropped-severely All is slow', 'All is slow', 'Performance has dropped severely'],
  ['Service-down? The press is dead', 'Service-down? The press is dead', null],
  ['the service-down light is on', 'the service-down light is on', null],
])('typed with how urgent it is: /ai escalate %s', async (words, question, category) => {
  const maria = visit(bot)
  const key = await maria.say(`/ai escalate ${words}`)
  await maria.shown(`web:${key}:case`)
  const [opened] = await home.query('SELECT question, category FROM cases WHERE thread = $1', [
    maria.conversation,
  ])
  expect(opened).toEqual({ question, category })
})
