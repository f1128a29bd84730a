import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Pool } from 'pg'
import { startBot } from '../../src/bot/app.ts'
import type { Card } from '../../src/bot/card.ts'
import type { Entry } from '../../src/bot/web/api.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { newTokenKeys } from '../../src/tokens.ts'
import { type TestClock, testClock } from './clock.ts'
import { type ScratchDatabase, scratchDatabase } from './database.ts'

/** How long a test waits for something on the page, in milliseconds. */
const patienceMs = 20_000

/** One line of the log. */
export interface LogLine {
  level: string
  msg: string
  [field: string]: unknown
}

/** The real bot on a scratch database and a settings folder of its own. */
export interface TestBot {
  url: string
  clock: TestClock
  log: LogLine[]
  publicKey: string
  close(): Promise<void>
}

/** What several bots of one test share. */
export interface BotHome {
  database: ScratchDatabase
  configDir: string
  environment: Record<string, string>
  publicKey: string
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  remove(): Promise<void>
}

/** Makes a database, a copy of the sample settings files and keys. */
export async function botHome(assistantUrl: string): Promise<BotHome> {
  const database = await scratchDatabase('ops')
  const configDir = await mkdtemp(join(tmpdir(), 'bot-config-'))
  await cp(join(import.meta.dirname, '../../config'), configDir, { recursive: true })
  await withoutPlans(join(configDir, 'runbook.yml'))
  const { privateKey, publicKey } = newTokenKeys()
  const pool = new Pool({ connectionString: database.url, max: 2 })
  // A test may throw everybody out.
  pool.on('error', () => undefined)
  return {
    database,
    configDir,
    publicKey,
    environment: {
      OPS_DATABASE_URL: database.url,
      CONFIG_DIR: configDir,
      ASSISTANT_URL: assistantUrl,
      TOKEN_PRIVATE_KEY: privateKey,
      BOT_PORT: '0',
      EMBEDDED: 'true',
      LOG_DIR: '',
      // Tests type faster than people.
      MESSAGES_PER_MINUTE: '1000',
      MESSAGES_PER_MINUTE_CHANNEL: '1000',
    },
    query: async <Row>(sql: string, values: unknown[] = []) => (await pool.query(sql, values)).rows as Row[],
    remove: async () => {
      await pool.end()
      await database.drop()
      await rm(configDir, { recursive: true, force: true })
    },
  }
}

/** Nothing runs or waits by itself in a test that did not ask for it, whatever the time of day. */
async function withoutPlans(file: string): Promise<void> {
  const runbook = await readFile(file, 'utf8')
  const emptied = ['schedules', 'maintenance_windows'].reduce(
    (text, list) => text.replace(new RegExp(`^${list}:\\n(?:[ #].*\\n)+`, 'm'), `${list}: []\n`),
    runbook,
  )
  await writeFile(file, emptied)
}

/** Starts a bot in a home; `settings` come on top of the home's. */
export async function startTestBot(home: BotHome, settings: Record<string, string> = {}): Promise<TestBot> {
  const config = readConfig({ ...home.environment, ...settings })
  const clock = testClock()
  const log: LogLine[] = []
  const output = { write: (line: string) => void log.push(JSON.parse(line)) }
  const bot = await startBot(config, { clock, log: createLog(config, 'ai_bot', output) })
  return {
    url: bot.url.replace('127.0.0.1', 'localhost'),
    clock,
    log,
    publicKey: home.publicKey,
    close: bot.close,
  }
}

/** What went wrong by the log: none of it belongs into a run where everything was expected. */
export function errorsIn(bot: TestBot): string[] {
  return bot.log.filter(({ level }) => level === 'ERROR').map((line) => JSON.stringify(line))
}

/** A person at the page. */
export interface Visitor {
  /** A conversation of their own. */
  conversation: string
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** Sends a message and expects it to be accepted. @returns its key. */
  say(text: string, options?: { key?: string; machineModel?: string }): Promise<string>
  /** `input` is what was typed at the press. */
  click(entry: Entry, action: string, value?: string, input?: string): Promise<Response>
  /** The transcript as it stands now. */
  transcript(): Promise<Entry[]>
  /** Waits for the reply to a message, until it says what it should. */
  reply(key: string, isIt?: IsIt): Promise<Shown>
  /** Waits for an entry of the bot's that says what it should. */
  shown(id: string, isIt?: IsIt): Promise<Shown>
}

/** A card of the transcript, and its words. */
export interface Shown {
  entry: Entry
  card: Card
  text: string
}

type IsIt = (card: Card, entry: Entry) => boolean

/** Opens the page as somebody of people.yml. */
export function visit(
  bot: Pick<TestBot, 'url'>,
  person = 'maria',
  conversation = crypto.randomUUID() as string,
): Visitor {
  const call: Visitor['call'] = (method, path, body, headers = {}) =>
    fetch(bot.url + path, {
      method,
      headers: {
        cookie: `person=${person}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })

  async function transcript(): Promise<Entry[]> {
    const entries = new Map<string, Entry>()
    for await (const event of readEvents(bot, person, conversation)) {
      if (event.event === 'ready') break
      if (event.event === 'entry') entries.set(event.data.id, event.data)
    }
    return [...entries.values()].sort((a, b) => a.position - b.position)
  }

  const shown: Visitor['shown'] = async (id, isIt = (_, { state }) => state === 'final') => {
    let last: Entry | undefined
    for await (const event of readEvents(bot, person, conversation, { within: patienceMs })) {
      if (event.event !== 'entry' || event.data.id !== id) continue
      last = event.data
      if (isIt(cardIn(last), last)) return { entry: last, card: cardIn(last), text: wordsOf(cardIn(last)) }
    }
    throw new Error(`not shown within ${patienceMs} ms: ${isIt}; last ${JSON.stringify(last)}`)
  }

  return {
    conversation,
    call,
    transcript,
    shown,
    say: async (text, { key = crypto.randomUUID() as string, machineModel } = {}) => {
      const response = await call('POST', `/api/conversations/${conversation}/messages`, {
        key,
        text,
        ...(machineModel !== undefined && { machineModel }),
      })
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`)
      return key
    },
    click: async (entry, action, value, input) =>
      call('POST', `/api/conversations/${conversation}/clicks`, {
        key: crypto.randomUUID(),
        entryId: entry.id,
        action,
        value: value ?? buttonIn(cardIn(entry), action)?.value ?? '',
        ...(input !== undefined && { input }),
      }),
    reply: (key, isIt) => shown(`web:${key}:reply`, isIt),
  }
}

/** Where a stream begins, and when it is given up. */
interface Reading {
  query?: string
  headers?: Record<string, string>
  within?: number
}

type StreamEvent = { event: 'entry'; id: string; data: Entry } | { event: 'ready' | 'ping' }

/** The events of a conversation, as the page receives them. */
export async function* readEvents(
  { url }: Pick<TestBot, 'url'>,
  person: string,
  conversation: string,
  { query = '', headers = {}, within = patienceMs }: Reading = {},
): AsyncGenerator<StreamEvent> {
  const stop = new AbortController()
  const late = setTimeout(() => stop.abort(), within)
  try {
    const response = await fetch(`${url}/api/conversations/${conversation}/events${query}`, {
      headers: { cookie: `person=${person}`, ...headers },
      signal: stop.signal,
    })
    if (response.body === null || !response.ok) throw new Error(`${response.status} ${await response.text()}`)
    for await (const block of blocksOf(response.body)) yield* eventIn(block)
  } catch (error) {
    if (!stop.signal.aborted) throw error
  } finally {
    clearTimeout(late)
    stop.abort()
  }
}

async function* blocksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n')
    text = blocks.pop() ?? ''
    yield* blocks
  }
}

function* eventIn(block: string): Generator<StreamEvent> {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
  const event = field('event')
  if (event === 'entry') yield { event, id: field('id'), data: JSON.parse(field('data')) }
  if (event === 'ready' || event === 'ping') yield { event }
}

export function cardIn(entry: Entry): Card {
  if (!('card' in entry.body)) throw new Error(`no card: ${JSON.stringify(entry)}`)
  return entry.body.card
}

export function buttonIn(card: Card, action: string) {
  return card.blocks
    .flatMap((block) => (block.kind === 'buttons' ? [...block.buttons, ...(block.more ?? [])] : []))
    .find((button) => button.action === action)
}

/** Everything that a card says, line by line. */
export function wordsOf(card: Card): string {
  const lines = card.blocks.flatMap((block): string[] => {
    if ('text' in block) return [block.text]
    if (block.kind === 'fields') return block.fields.map(({ label, value }) => `${label}: ${value}`)
    if (block.kind === 'list') return block.items
    if (block.kind === 'link') return [`${block.label} (${block.url})`]
    if (block.kind === 'sources')
      return block.sources.map(({ title, page }, index) => `[${index + 1}] ${title}, page ${page}`)
    if (block.kind === 'buttons')
      return [[...block.buttons, ...(block.more ?? [])].map(({ label }) => `[${label}]`).join(' ')]
    return []
  })
  return [card.headline ?? '', ...lines].filter((line) => line !== '').join('\n')
}
