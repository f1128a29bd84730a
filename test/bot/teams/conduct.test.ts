import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { documentId, startFakeAssistant } from '../../fakes/assistant.ts'
import type { Fault } from '../../fakes/teams/faults.ts'
import { botHome } from '../../harness/bot.ts'
import { startBotProcess } from '../../harness/bot-process.ts'
import { eventually } from '../../harness/eventually.ts'
import { testPort } from '../../harness/ports.ts'
import { startFakeTeams } from '../../harness/teams.ts'
import { knowTeamsPeople, messagesAddress, teamsSettings } from '../../harness/teams-bot.ts'
import { type TeamsHouse, teamsHouse } from '../../harness/teams-house.ts'
import type { Seen } from '../../harness/teams-seeing.ts'
import { documentWith } from '../../sops/manuals/documents.ts'

jest.setTimeout(180_000)

/** How the bot behaves where Teams does not do what it should, and where people use it as they do. */
let house: TeamsHouse

beforeAll(async () => {
  house = await teamsHouse({
    settings: ({ conversation, world }) => ({
      TEAMS_OPERATIONS_CHANNEL: conversation('#ops').id,
      TEAMS_FILE_HOSTS: new URL(world.address).hostname,
    }),
  })
  await person('anna').installs('#general')
})
afterAll(() => house.close())
beforeEach(() => void house.assistant.calls.splice(0))
afterEach(async () => {
  house.teams.faults.heal()
  house.teams.streaming.isAllowed = true
  house.teams.answering.withIds = true
  house.teams.hearing.hears = 'mentions'
  await workedOff()
})

const person = (name: string) => house.teams.person(name)
const question = 'What torque do the blade bolts need?'
const isAnswer = ({ text, isFromBot }: Seen) => isFromBot && text.includes('[Get a person]')
/** The words of an answer, which stand above its card. */
const isSaid = ({ text, isFromBot }: Seen) => isFromBot && text.includes('ON. [1]')
const chats = () =>
  house.assistant.calls
    .filter(({ path }) => path === '/api/ai/chat')
    .map(({ body }) => JSON.parse(body) as { message: string; language?: string })
async function workedOff(): Promise<void> {
  const left = "SELECT 1 FROM inbox WHERE status IN ('waiting', 'working')"
  await eventually(async () => (await house.home.query(left)).length === 0)
}

/** Nobody reads a thing twice without being told; and at most one repeat is there. */
function expectOnce(shown: Seen[]): void {
  const marked = shown.filter(({ text }) => text.includes('Sent again'))
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.length - marked.length).toBeLessThanOrEqual(1)
  expect(marked.length).toBeLessThanOrEqual(1)
}

const faults: [string, Fault][] = [
  ['412', { kind: 'status', status: 412 }],
  ['429', { kind: 'status', status: 429 }],
  ['429 with the seconds to wait', { kind: 'status', status: 429, retryAfter: 1 }],
  ['502', { kind: 'status', status: 502 }],
  ['502 when it was done', { kind: 'status', status: 502, isDone: true }],
  ['504', { kind: 'status', status: 504 }],
  ['504 when it was done', { kind: 'status', status: 504, isDone: true }],
  ['a line that is cut before', { kind: 'cut' }],
  ['a line that is cut after', { kind: 'cut', isDone: true }],
]

describe.each(faults)('where Teams answers with %s', (_, fault) => {
  test.each([0, 1])('while an answer is sent in a channel, after %i calls', async (after) => {
    house.teams.faults.plan('post', fault, { after })
    const asked = await person('maria').says('#general', `@bot ${question}`)
    await person('maria').sees(asked, isAnswer)
    await workedOff()
    expectOnce(person('maria').seen(asked).filter(isAnswer))
    expectOnce(person('maria').seen(asked).filter(isSaid))
  })

  test.each([0, 1, 2, 3])('while an answer is streamed, after %i calls', async (after) => {
    house.teams.faults.plan('post', fault, { after })
    const asked = await person('maria').says('@bot', question)
    await person('maria').sees(asked, isAnswer)
    await workedOff()
    expectOnce(person('maria').seen(asked).filter(isAnswer))
    expectOnce(person('maria').seen(asked).filter(isSaid))
  })

  test('while a message is changed', async () => {
    house.teams.faults.plan('updateActivity', fault)
    const asked = await person('maria').says('#general', `@bot ${question}`)
    await person('maria').sees(asked, isAnswer)
    await workedOff()
    expect(person('maria').seen(asked).filter(isAnswer)).toHaveLength(1)
  })

  test('while a thread is begun', async () => {
    const nikos = person('nikos')
    await nikos.says('@bot', '/ai contacts')
    await workedOff()
    house.teams.faults.plan('createConversation', fault)
    await nikos.says('@bot', '/ai stop db')
    const waits = "SELECT number FROM runs WHERE status = 'waiting'"
    const number = await eventually(
      async () => (await house.home.query<{ number: number }>(waits))[0]?.number,
    )
    const isIt = ({ text }: Seen) => new RegExp(`R-${number}\\b`).test(text)
    const hurry = setInterval(() => house.bot.clock.wind(1_000), 200)
    await nikos.sees('#ops', isIt).finally(() => clearInterval(hurry))
    const card = await nikos.sees('#ops', (seen) => isIt(seen) && seen.labels.includes('Withdraw'))
    await nikos.clicks(card, 'Withdraw')
    await nikos.sees('#ops', (seen) => isIt(seen) && seen.text.includes('WITHDRAWN'))
    expectOnce(nikos.seen('#ops').filter(isIt))
  })
})

test('Teams is away for a while: what it had handed over is answered when it is back, once', async () => {
  const maria = person('maria')
  house.teams.faults.plan('*', { kind: 'cut' }, { times: 10_000 })
  const asked = await maria.says('#general', `@bot ${question}`)
  expect(asked.isAcknowledged).toBe(true)
  const waits = () => house.bot.log.some(({ msg }) => msg.startsWith('the chat platform is away'))
  await eventually(waits, { within: 60_000 })
  expect(maria.seen(asked)).toHaveLength(1)
  house.teams.faults.heal()
  const hurry = setInterval(() => house.bot.clock.wind(1_000), 200)
  await maria.sees(asked, isAnswer).finally(() => clearInterval(hurry))
  await workedOff()
  expectOnce(maria.seen(asked).filter(isAnswer))
})

test('Teams takes a token no longer: the next one is fetched, and nothing is lost', async () => {
  const maria = person('maria')
  house.teams.faults.plan('*', { kind: 'status', status: 401 })
  const asked = await maria.says('#general', `@bot ${question}`)
  await maria.sees(asked, isAnswer)
  await workedOff()
  expectOnce(maria.seen(asked).filter(isAnswer))
})

describe('where nothing can be streamed', () => {
  test('because it is refused, the answer comes as a whole', async () => {
    house.teams.streaming.isAllowed = false
    const asked = await person('maria').says('@bot', question)
    await person('maria').sees(asked, isAnswer)
    await workedOff()
    expect(person('maria').seen(asked).filter(isAnswer)).toHaveLength(1)
  })

  test('because no id comes back, it does too, and can be answered', async () => {
    house.teams.answering.withIds = false
    const asked = await person('maria').says('@bot', question)
    const answer = await person('maria').sees(asked, isAnswer)
    await workedOff()
    house.teams.answering.withIds = true
    expect(person('maria').seen(asked).filter(isAnswer)).toHaveLength(1)
    await person('maria').clicks(answer, 'Get a person')
    // What she says next would be about the case.
    await person('maria').clicks(await person('maria').sees(asked, 'OPEN · C-'), 'I need nobody any more')
    await person('maria').sees(asked, 'RESOLVED · C-')
  })

  test('because the reader stopped it, the answer is there all the same', async () => {
    const { promise: until, resolve: goOn } = Promise.withResolvers<void>()
    house.assistant.plan({ until })
    const maria = person('maria')
    const asked = await maria.says('@bot', question)
    await eventually(() => maria.status(asked) !== '')
    const stream = [...house.teams.conversation(personalOf('maria')).messages.values()].findLast(
      (message) => message.stream?.state === 'open',
    )
    if (stream !== undefined) maria.stopsStream(stream)
    goOn()
    await maria.sees(asked, isAnswer)
    await workedOff()
    expect(maria.seen(asked).filter(isAnswer)).toHaveLength(1)
  })
})

const personalOf = (name: string): string => {
  const { world } = house.teams
  const own = [...world.conversations.values()].find(
    ({ kind, members }) => kind === 'personal' && members.has(person(name).id),
  )
  return own?.id ?? ''
}

test('a very long answer comes in several messages, all of it, with its buttons on the last', async () => {
  const paragraph = 'Turn the main switch to ON and wait for the lamp. '.repeat(12)
  const long = Array.from({ length: 160 }, (_, index) => `Part ${index}: ${paragraph.trim()}`)
  house.assistant.plan({ pieces: long.map((part) => `${part}\n\n`) })
  const maria = person('maria')
  const asked = await maria.says('#general', `@bot ${question}`)
  const last = await maria.sees(asked, isAnswer)
  await workedOff()
  const all = maria.seen(asked).slice(1)
  expect(all.length).toBeGreaterThan(1)
  expect(all.at(-1)?.id).toBe(last.id)
  const whole = all.map(({ text }) => text).join('\n')
  for (const part of long) expect(whole.split(part)).toHaveLength(2)
  expect(all.filter(({ labels }) => labels.includes('Get a person'))).toHaveLength(1)
})

test.each([400, 413])('a card that Teams refuses with %i is shown as plain text', async (status) => {
  const maria = person('maria')
  const asked = await maria.says('#general', '@bot hello')
  await workedOff()
  house.teams.faults.plan('post', { kind: 'refusal', status, code: 'BadSyntax' })
  await person('nikos').says('@bot', '/ai contacts')
  const plain = await person('nikos').sees(
    '@bot',
    ({ text, cards }) => cards.length === 0 && /Anna/.test(text),
  )
  expect(plain.text).toContain('Nikos Example')
  expect(maria.seen(asked).length).toBeGreaterThan(0)
  expect(house.bot.log.some(({ msg }) => /refused a card/.test(msg))).toBe(true)
})

describe('what somebody said', () => {
  test('and changes is answered anew, in the same message; deleted, its answer is gone', async () => {
    const maria = person('maria')
    const asked = await maria.says('#general', `@bot ${question}`)
    await maria.sees(asked, isAnswer)
    const first = await maria.sees(asked, isSaid)
    house.assistant.plan({ pieces: ['Tighten them to 62 Nm. [1]'] })
    await maria.edits(asked, '@bot What torque do the side bolts need?')
    const second = await maria.sees(asked, '62 Nm')
    expect(second.id).toBe(first.id)
    expect(chats().map(({ message }) => message)).toEqual([question, 'What torque do the side bolts need?'])
    await maria.deletes(asked)
    await eventually(() => !maria.seen(asked).some((seen) => seen.text.includes('62 Nm') || isAnswer(seen)))
  })

  test('in a chat of several is answered there, where the bot was named', async () => {
    const asked = await person('maria').says('several', `@bot ${question}`)
    await person('nikos').sees(asked, isAnswer)
  })

  test('to somebody else, in a thread that the bot is in, is theirs', async () => {
    house.teams.hearing.hears = 'all'
    const asked = await person('maria').says('#general', `@bot ${question}`)
    await person('maria').sees(asked, isAnswer)
    await person('nikos').repliesIn(asked, '@maria did that help?')
    await workedOff()
    expect(chats()).toHaveLength(1)
    await person('maria').repliesIn(asked, 'And the side bolts?')
    await eventually(() => person('maria').seen(asked).filter(isAnswer).length === 2)
  })

  test('without the bot’s name is answered where that is on, where it knows', async () => {
    house.teams.hearing.hears = 'all'
    house.teams.addChannel('#shopfloor')
    await person('alex').says('#shopfloor', '@bot auto-answer on')
    await workedOff()
    const asked = await person('maria').says('#shopfloor', question)
    await person('maria').sees(asked, isAnswer)
    const other = await person('maria').says('#general', question)
    await workedOff()
    expect(person('maria').seen(other)).toHaveLength(1)
    await person('alex').says('#shopfloor', '@bot auto-answer off')
    await workedOff()
    const after = await person('maria').says('#shopfloor', question)
    await workedOff()
    expect(person('maria').seen(after)).toHaveLength(1)
  })

  test('is answered in the language of people.yml, and else in that of their Teams', async () => {
    await person('maria').sees(await person('maria').says('#general', `@bot ${question}`), isAnswer)
    await person('nikos').sees(await person('nikos').says('@bot', question), isAnswer)
    expect(chats().map(({ language }) => language)).toEqual(['el', 'en'])
  })
})

describe('an answer', () => {
  test('is rated by Teams’ own thumbs, with a reason, and tried again with it', async () => {
    const maria = person('maria')
    const asked = await maria.says('#general', `@bot ${question}`)
    const below = await maria.sees(asked, isAnswer)
    await maria.rates(await maria.sees(asked, isSaid), 'dislike', 'I mean the side bolts')
    const rated = await maria.sees(asked, '[Try again with that]')
    expect(rated.id).toBe(below.id)
    expect(maria.seen(asked).filter(isSaid)).toMatchObject([{ thumbs: 'none', isEdited: true }])
    const rows = await house.home.query(
      'SELECT rating, reason FROM feedback ORDER BY created_at DESC LIMIT 1',
    )
    expect(rows).toEqual([{ rating: 'down', reason: 'I mean the side bolts' }])
    await maria.clicks(rated, 'Try again with that')
    await eventually(() => maria.seen(asked).filter(isSaid).length === 2)
  })

  test('can be pressed in an old Teams too', async () => {
    const maria = person('maria')
    maria.client = 'old'
    try {
      const asked = await maria.says('#general', `@bot ${question}`)
      const { delivery } = await maria.clicks(await maria.sees(asked, isAnswer), 'Get a person')
      expect(delivery?.activity.type).toBe('message')
      await maria.sees(asked, 'OPEN · C-')
    } finally {
      maria.client = 'new'
    }
  })
})

describe('a PDF', () => {
  const pdf = { name: 'v4.pdf', content: new TextEncoder().encode('%PDF-1.7') }
  const uploads = () =>
    house.assistant.calls.filter(({ method, path }) => method === 'POST' && path.endsWith('/documents'))

  test('that a keeper sends in their own chat becomes a manual, by a dialog, with its proof', async () => {
    house.assistant.uploaded = documentWith(documentId)
    const kim = person('kim')
    const sent = await kim.sendsFile('@bot', pdf)
    const offer = await kim.sees(sent, '[Add to the knowledge base…]')
    await kim.clicks(offer, 'Add to the knowledge base…')
    expect((await kim.form()).title).toBe('Add a manual')
    await kim.submits({
      title: 'V4.0 Maintenance',
      other_models: 'KEF-5',
      words: 'blade bolts',
    })
    expect(kim.hasForm()).toBe(false)
    const done = await kim.sees(sent, 'DONE · Manual added · V4.0 Maintenance, proved in')
    expect(done.text).toContain('page 12, quoted')
    expect(uploads()).toHaveLength(1)
    for (const words of ['V4.0 Maintenance', 'KEF-5', '%PDF-1.7']) expect(uploads()[0]?.body).toContain(words)
    await kim.clicks(offer, 'Add to the knowledge base…', { asSeen: true })
    expect(kim.hasForm()).toBe(false)
    expect(kim.notes.at(-1)).toContain('no longer in use')
  })

  test('elsewhere cannot be opened, and how to do it is said', async () => {
    const kim = person('kim')
    await kim.sendsFile('#general', { ...pdf, text: '@bot' })
    const told = await kim.sees('@bot', 'Send it to me in a chat alone with me.')
    expect(told.text).toContain('v4.pdf: I cannot open files here.')
    expect(told.labels).toEqual([])
  })

  test('from somebody who is no keeper goes to one; a form of theirs does nothing', async () => {
    const nikos = person('nikos')
    await nikos.sendsFile('@bot', pdf)
    await nikos.sees('@bot', 'Ask Kim Specimen.')
    expect(uploads()).toEqual([])
  })
})

test.each([
  ['a post', 0],
  ['the card below an answer', 1],
])(
  'killed in the middle of %s, the answer is there after the next start, and a repeat says so',
  async (_, after) => {
    const [assistant, teams] = [await startFakeAssistant(), await startFakeTeams()]
    const home = await botHome(assistant.url)
    await knowTeamsPeople(home)
    const port = await testPort()
    let bot = await startBotProcess(home, teamsSettings(teams), port)
    teams.sendsTo(messagesAddress(bot))
    try {
      for (const isDone of [true, false]) {
        const maria = teams.person('maria')
        teams.faults.plan('post', { kind: 'hang', ...(isDone && { isDone }) }, { after })
        const before = teams.calls.length
        const asked = await maria.says('#general', `@bot ${question}`)
        const isPost = ({ operation }: { operation: string }) => operation === 'sendToConversation'
        await eventually(() => teams.calls.slice(before).filter(isPost).length > after)
        await bot.kill()
        teams.faults.heal()
        bot = await startBotProcess(home, teamsSettings(teams), port)
        await maria.sees(asked, isAnswer)
        await eventually(
          async () => (await home.query("SELECT 1 FROM inbox WHERE status <> 'done'")).length === 0,
        )
        expectOnce(maria.seen(asked).filter(isAnswer))
        // The question, its answer's words and card, and what may be there twice.
        expect(maria.seen(asked).length).toBeLessThanOrEqual(4)
      }
    } finally {
      await bot.kill()
      await teams.stop()
      await home.remove()
      await assistant.stop()
    }
  },
)
