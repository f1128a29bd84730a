import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as rest } from 'node:timers/promises'
import {
  type ApiError,
  assistantPaths,
  type ChatAnswer,
  type ChatEvents,
  type Citation,
  chatRequestSchema,
  type DocumentTests,
  escalationSchema,
  feedbackSchema,
  type Health,
  type Info,
  type KnowledgeDocument,
  type Performance,
  type SearchResult,
  summaryRequestSchema,
  verifiedAnswerSchema,
} from '../../src/assistant-api.ts'

/** A call as it arrived. */
export interface Call {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

/** How a question is dealt with; the first that is not used up counts, and then the answer. */
export interface Behaviour {
  /** Waits before anything is said. */
  until?: Promise<unknown>
  /** What is streamed before the end. */
  pieces?: string[]
  /** The rest before each piece and before the end, in milliseconds. */
  pauseMs?: number
  /** How it ends: answered, a refusal, the line cut, or the stream ended in good order without an answer. */
  end?: 'answer' | 'cut' | 'silence' | { status: number; error: Omit<ApiError['error'], 'request_id'> }
  answer?: Partial<ChatAnswer>
}

/** An assistant whose behaviour a test decides; it speaks what src/assistant-api.ts says. */
export interface FakeAssistant {
  url: string
  calls: Call[]
  /** How the next questions are dealt with, one by one. */
  plan(...behaviours: Behaviour[]): void
  health: Health
  performance: Performance
  /** Answers every PUT with this status. */
  recordStatus: number
  /** The documents there are; with one of `documentId`, every upload is there already. */
  documents: KnowledgeDocument[]
  /** What an upload becomes. */
  uploaded: KnowledgeDocument | null
  /** What every search finds. */
  found: SearchResult[]
  /** What a document can be tested with. */
  tests: DocumentTests
  /** Refuses every upload before it has read it. */
  refusesUploads: boolean
  /** What it writes about every case; a status: it refuses to. */
  summary: string | null | number
  /** Every answer says the question again. */
  echoes: boolean
  /** What it tells of itself. */
  info: Info
  stop(): Promise<void>
  /** Comes back at the same address. */
  start(): Promise<void>
}

export const documentId = '11111111-1111-4111-8111-111111111111'
export const citation: Citation = {
  document_id: documentId,
  title: 'V4.0 Start-up',
  page: 12,
  page_end: 12,
  heading: 'Start-up › Power',
  quote: 'Turn the main switch to ON.',
  url: `http://localhost:3000/documents/${documentId}?page=12`,
}

/** A passage of the document that an upload becomes. */
export const foundPassage: SearchResult = {
  document_id: documentId,
  title: 'V4.0 Service',
  page_start: 37,
  page_end: 37,
  heading: 'Cleaning › Nozzle',
  text: 'Clean the nozzle of the carriage.',
  score: 9.5,
}

/** The manuals hold nothing of what was asked. */
export const notFound: Behaviour = {
  pieces: ["I can't find this in the manuals."],
  answer: { mode: 'none', citations: [] },
}

/** Starts a fake assistant on a free port of this machine. */
export async function startFakeAssistant(): Promise<FakeAssistant> {
  const plans: Behaviour[] = []
  const answered = new Map<string, ChatAnswer>()
  let port = 0
  let server = createServer()

  const fake: FakeAssistant = {
    url: '',
    calls: [],
    plan: (...behaviours) => void plans.push(...behaviours),
    health: { status: 'ok', dependencies: { database: { state: 'ok' }, openai: { state: 'off' } } },
    recordStatus: 204,
    performance: {
      requests: { minutes: 5, all: 0, failed: 0, with_less: 0 },
      response_ms: null,
      active_sessions: { minutes: 15, count: 0 },
      usage: { today: [], week: [] },
    },
    documents: [],
    uploaded: null,
    found: [foundPassage],
    tests: { passages: 412, terms: ['carriage', 'nozzle'], questions: ['How do I clean the nozzle?'] },
    refusesUploads: false,
    summary: null,
    echoes: false,
    info: {
      version: '1.0.0',
      started_at: '2026-01-01T00:00:00.000Z',
      pid: 1,
      models: { chat: null, fallback: null },
      retrieval: 'words',
      limits: {},
      settings_digest: 'digest',
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
    start: async () => {
      server = createServer((request, response) => void serve(request, response))
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      port = (server.address() as AddressInfo).port
      fake.url = `http://127.0.0.1:${port}`
    },
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request
    if (fake.refusesUploads && method === 'POST' && path === assistantPaths.documents) {
      return sendError(response, 422, { code: 'bad_upload', message: 'This is no PDF.' })
    }
    const body = await text(request).catch(() => '')
    fake.calls.push({ method, path, headers, body })
    if (path === assistantPaths.health) return sendJson(response, 200, fake.health)
    if (path === assistantPaths.info) return sendJson(response, 200, fake.info)
    if (path.startsWith(assistantPaths.performance)) return sendJson(response, 200, fake.performance)
    if (path === assistantPaths.suggestions) return sendJson(response, 200, suggestions)
    if (path === assistantPaths.chat) return await chat(headers, body, response)
    if (path === assistantPaths.summaries) return summarise(body, response)
    if (method === 'PUT') return record(path, body, response)
    if (path === assistantPaths.search) return sendJson(response, 200, { results: fake.found })
    if (path.startsWith(assistantPaths.documents)) return documents(method, path, headers, response, fake)
    sendError(response, 404, { code: 'not_found', message: 'There is nothing at this address.' })
  }

  async function chat(headers: Call['headers'], body: string, response: ServerResponse): Promise<void> {
    const request = chatRequestSchema.parse(JSON.parse(body))
    const key = `${request.session_id} ${headers['idempotency-key']}`
    const known = answered.get(key)
    const {
      until,
      pieces = fake.echoes ? [`“${request.message}”: `, 'see [1]'] : ['Turn the main switch', ' to ON. [1]'],
      pauseMs = 0,
      end = 'answer',
      answer,
    }: Behaviour = known === undefined ? (plans.shift() ?? {}) : { pieces: [] }
    await until
    if (typeof end === 'object') return sendError(response, end.status, end.error)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = <Name extends keyof ChatEvents>(event: Name, data: ChatEvents[Name]) =>
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    send('status', { stage: 'writing', text: 'Writing…' })
    for (const piece of pieces) {
      await rest(pauseMs)
      send('delta', { text: piece })
    }
    await rest(pauseMs)
    if (end === 'cut') return void response.destroy()
    if (end === 'silence') return void response.end()
    const done = known ?? {
      ...plainAnswer,
      answer: pieces.join(''),
      machine_model: request.machine_model ?? null,
      session_id: request.session_id ?? 'none',
      message_id: crypto.randomUUID(),
      ...answer,
    }
    answered.set(key, done)
    send('citations', { citations: done.citations })
    send('done', done)
    response.end()
  }

  function summarise(body: string, response: ServerResponse): void {
    summaryRequestSchema.parse(JSON.parse(body))
    const { summary } = fake
    if (typeof summary === 'number') {
      sendError(response, summary, { code: 'database_down', message: 'The database is away.' })
    } else sendJson(response, 200, { summary })
  }

  function record(path: string, body: string, response: ServerResponse): void {
    const schema = path.includes('escalations')
      ? escalationSchema
      : path.includes('verified-answers')
        ? verifiedAnswerSchema
        : feedbackSchema
    schema.parse(JSON.parse(body))
    if (fake.recordStatus === 204) return void response.writeHead(204).end()
    sendError(response, fake.recordStatus, { code: 'database_down', message: 'The database is away.' })
  }

  await fake.start()
  return fake
}

const suggestions = {
  machine_models: ['V3.1B', 'V4.0'],
  questions: [{ question: 'How do I start the V4.0?', machine_model: 'V4.0', language: 'en' }],
}

const plainAnswer: Omit<ChatAnswer, 'answer' | 'session_id' | 'message_id' | 'machine_model'> = {
  citations: [citation],
  mode: 'extractive',
  model: null,
  language: 'en',
  warnings: [],
  nearest: null,
  stopped_early: false,
  latency_ms: 5,
}

function documents(
  method: string,
  path: string,
  headers: Call['headers'],
  response: ServerResponse,
  { documents: all, uploaded, tests }: FakeAssistant,
): void {
  const found = all.find(({ document_id: id }) => path === assistantPaths.document(id))
  const of = all.find(({ document_id: id }) => path.startsWith(assistantPaths.document(id)))
  if (of !== undefined && path.endsWith('/tests')) sendJson(response, 200, tests)
  else if (of !== undefined && path.endsWith('/reindex')) {
    Object.assign(of, { status: 'queued', error: null, pages_done: 0 })
    sendJson(response, 202, { document_id: of.document_id, status: 'queued' })
  } else if (found !== undefined && method === 'DELETE') {
    all.splice(all.indexOf(found), 1)
    response.writeHead(204).end()
  } else if (method === 'POST' && all.some(({ document_id: id }) => id === documentId)) {
    sendError(response, 409, {
      code: 'already_there',
      message: 'This file is in the knowledge base already.',
    })
  } else if (method === 'POST') {
    if (uploaded !== null) all.push(uploaded)
    sendJson(response, 202, { document_id: documentId, status: 'queued' })
  } else if (path.endsWith('/file')) sendFile(headers['range'] !== undefined, response)
  else if (found !== undefined) sendJson(response, 200, found)
  else if (path === assistantPaths.documents) sendJson(response, 200, { documents: all })
  else sendError(response, 404, { code: 'no_document', message: 'There is no document with this id.' })
}

function sendFile(isRange: boolean, response: ServerResponse): void {
  response.writeHead(isRange ? 206 : 200, {
    'content-type': 'application/pdf',
    'accept-ranges': 'bytes',
    ...(isRange && { 'content-range': 'bytes 0-3/8' }),
  })
  response.end(isRange ? '%PDF' : '%PDF-1.7')
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function sendError(
  response: ServerResponse,
  status: number,
  error: Omit<ApiError['error'], 'request_id'>,
): void {
  sendJson(response, status, { error: { ...error, request_id: 'fake' } })
}
