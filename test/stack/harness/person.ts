import { randomUUID } from 'node:crypto'
import type { Card } from '../../../src/bot/card.ts'
import type { Entry, PressResult, RunList, RunRecord } from '../../../src/bot/web/api.ts'
import { buttonIn, wordsOf } from '../../harness/bot.ts'
import { eventually } from '../../harness/eventually.ts'
import type { Answer } from './https.ts'
import { shell } from './shell.ts'
import type { Stack } from './stack.ts'

/** Somebody of people.yml, signed in to the web chat of the stack with a password. */
export interface StackPerson {
  get<Body>(path: string): Promise<Body>
  post<Body>(path: string, body: unknown): Promise<Body>
  /** Sends a form as a browser does; gives what was answered, whatever it is. */
  submit(path: string, form: FormData | URLSearchParams): Promise<Answer>
  /** Says something, in a conversation of its own where none is named; gives the conversation's id. */
  say(text: string, conversation?: string): Promise<string>
  entries(conversation: string): Promise<Entry[]>
  /** What the bot's newest card in a conversation says, once it says anything and this holds. */
  told(conversation: string, holds?: (words: string) => boolean): Promise<string>
  /** The newest card of the bot in a conversation, once it has one. */
  card(conversation: string): Promise<Card>
  /** Types a command that begins a run; gives its number. */
  begin(command: string): Promise<number>
  run(number: number): Promise<RunRecord>
  /** Presses a button of a run's card, once it is there. */
  press(number: number, action: string, input?: string): Promise<PressResult>
  /** A run when it has come to its end. */
  ended(number: number): Promise<RunRecord>
}

/** No procedure of the tests takes longer; looked at often enough to measure by. In milliseconds. */
const patience = { within: 240_000, every: 100 }

const password = randomUUID()
const open = new Set(['waiting', 'running'])

/** Gives a person a password, as the guide says, and signs them in. */
export async function signIn(stack: Stack, id: string): Promise<StackPerson> {
  const compose = ['compose', '-f', 'docker-compose.prod.yml', 'exec', '-T', 'ai_bot']
  const set = ['node', 'scripts/password.ts', 'set', id]
  await shell('docker', [...compose, ...set], { cwd: stack.folder, input: `${password}\n` })
  const answer = await stack.https('/sign-in', {
    method: 'POST',
    headers: { origin: stack.publicUrl, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ name: id, password }).toString(),
  })
  const cookie = [answer.headers['set-cookie']].flat().map((line) => line?.split(';')[0])
  if (answer.status !== 303) throw new Error(`${id} could not sign in: ${answer.status} ${answer.text}`)
  return personWith(stack, { cookie: cookie.join('; '), origin: stack.publicUrl })
}

function personWith({ https, publicUrl }: Stack, headers: Record<string, string>): StackPerson {
  async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const json = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const { status, text } = await https(path, { method, headers, ...(body !== undefined && json) })
    if (status >= 300) throw new Error(`${method} ${path} was answered ${status}: ${text}`)
    return JSON.parse(text)
  }
  const get = <Body>(path: string) => call<Body>('GET', path)
  const post = <Body>(path: string, body: unknown) => call<Body>('POST', path, body)
  const numbers = async () => (await get<RunList>('/api/runs')).runs.map(({ number }) => number)
  const run = (number: number) => get<RunRecord>(`/api/runs/${number}`)

  const say = async (text: string, conversation: string = randomUUID()) => {
    await post(`/api/conversations/${conversation}/messages`, { key: randomUUID(), text })
    return conversation
  }
  const entries = async (conversation: string) => {
    const path = `/api/conversations/${conversation}/events`
    const { text } = await https(path, { headers, until: 'event: ready' })
    const lines = text.split('\n').filter((line) => line.startsWith('data: {'))
    const found = lines.map((line): Entry => JSON.parse(line.slice('data: '.length)))
    return found.filter((entry) => entry.body !== undefined)
  }
  const newest = async (conversation: string) => {
    const last = (await entries(conversation)).findLast(({ author }) => author === 'bot')
    return last?.state === 'final' && 'card' in last.body ? last.body.card : undefined
  }
  const told = (conversation: string, holds = (_: string) => true) =>
    eventually(async () => {
      const card = await newest(conversation)
      const words = card === undefined ? '' : wordsOf(card)
      return words !== '' && holds(words) && words
    }, patience)

  return {
    get,
    post,
    submit: async (path, form) => {
      const sent = new Request(publicUrl, { method: 'POST', body: form })
      const typed = { ...headers, 'content-type': sent.headers.get('content-type') ?? '' }
      return await https(path, {
        method: 'POST',
        headers: typed,
        body: Buffer.from(await sent.arrayBuffer()),
      })
    },
    say,
    entries,
    told,
    card: (conversation) => eventually(() => newest(conversation), patience),
    run,
    begin: async (command) => {
      const before = new Set(await numbers())
      const conversation = await say(command)
      const begun = () => numbers().then((now) => now.find((number) => !before.has(number)))
      return eventually(begun, { ...patience, within: 60_000 }).catch(async (cause) => {
        throw new Error(`no run began; the bot said: ${await told(conversation)}`, { cause })
      })
    },
    press: async (number, action, input) => {
      const button = await eventually(async () => buttonIn((await run(number)).card, action), patience)
      const said = input === undefined ? {} : { input }
      return post(`/api/runs/${number}/presses`, { action, value: button.value, ...said })
    },
    ended: (number) =>
      eventually(async () => {
        const now = await run(number)
        return !open.has(now.status) && now
      }, patience),
  }
}
