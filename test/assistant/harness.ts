import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createParser } from 'eventsource-parser'
import PDFDocument from 'pdfkit'
import { Client } from 'pg'
import { startAssistant } from '../../src/assistant/app.ts'
import type { ChatAnswer, ChatRequest } from '../../src/assistant-api.ts'
import type { Clock } from '../../src/clock.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { eventually } from '../harness/eventually.ts'

/** The real assistant, on a port of its own. */
export interface TestAssistant {
  url: string
  /** Everything it logged, a line an entry. */
  logged(): string
  call(path: string, init?: RequestInit): Promise<Response>
  /** Sends a chat request as JSON. */
  post(body: unknown, headers?: Record<string, string>): Promise<Response>
  /** Asks and expects an answer. */
  ask(request: ChatRequest, headers?: Record<string, string>): Promise<ChatAnswer>
  /** Asks for events and collects them until the stream ends. */
  stream(request: ChatRequest, headers?: Record<string, string>): Promise<StreamEvent[]>
  close(): Promise<void>
}

export interface StreamEvent {
  event: string
  data: never
}

/** Starts the assistant embedded on a free port with these settings. */
export async function startTestAssistant(
  settings: Record<string, string>,
  clock?: Clock,
): Promise<TestAssistant> {
  const lines: string[] = []
  const output = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  const config = readConfig({
    EMBEDDED: 'true',
    ASSISTANT_PORT: '0',
    LOG_DIR: '',
    LOG_LEVEL: 'debug',
    ...settings,
  })
  const log = createLog(config, 'ai_assistant', output)
  const { url, close } = await startAssistant(config, clock === undefined ? { log } : { log, clock })
  const call = (path: string, init?: RequestInit) => fetch(url + path, init)
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    call('/api/ai/chat', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  return {
    url,
    logged: () => lines.join(''),
    call,
    post,
    ask: async (request, headers) => {
      const response = await post(request, headers)
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
      return (await response.json()) as ChatAnswer
    },
    stream: async (request, headers) =>
      eventsOf(await post(request, { accept: 'text/event-stream', ...headers })),
    close,
  }
}

/** Reads a response of server-sent events to its end. */
export async function eventsOf(response: Response): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => events.push({ event: event ?? '', data: JSON.parse(data) as never }),
  })
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) parser.feed(chunk)
  return events
}

/** Runs SQL on a database. */
export async function sql<Row extends Record<string, unknown>>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<Row>(text, values)
    return rows
  } finally {
    await client.end()
  }
}

export interface TestManual {
  title: string
  models: string[]
  language: string
  pdf: Buffer
}

const samples = join(import.meta.dirname, '../../samples/manuals')

/** One of the sample manuals, such as `v4.0.en`. */
export function sampleManual(name: string): TestManual {
  const [model = '', language = ''] = [name.slice(0, name.lastIndexOf('.')).toUpperCase(), name.slice(-2)]
  return {
    title: `AutoBoss ${model}`,
    models: [model],
    language,
    pdf: readFileSync(join(samples, `${name}.pdf`)),
  }
}

/** A manual made of sections, each a heading with paragraphs. */
export async function madeManual(
  manual: Omit<TestManual, 'pdf'>,
  sections: Record<string, string[]>,
): Promise<TestManual> {
  const document = new PDFDocument({ size: 'A5' })
  const chunks: Buffer[] = []
  document.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => document.on('end', resolve))
  for (const [heading, paragraphs] of Object.entries(sections)) {
    document.outline.addItem(heading)
    document.fontSize(16).text(heading).moveDown()
    for (const paragraph of paragraphs) document.fontSize(10).text(paragraph).moveDown()
    document.addPage()
  }
  document.end()
  await ended
  return { ...manual, pdf: Buffer.concat(chunks) }
}

/** Puts manuals into the queue of a database whose assistant runs, and waits until it has read them. */
export async function addManuals(databaseUrl: string, manuals: TestManual[]): Promise<void> {
  for (const { title, models, language, pdf } of manuals) {
    await sql(
      databaseUrl,
      `INSERT INTO knowledge_documents
         (document_id, title, document_type, language, machine_models, filename, sha256, size, original, status)
       VALUES ($1, $2, 'manual', $3, $4, 'manual.pdf', $5, $6, $7, 'queued')`,
      [
        randomUUID(),
        title,
        language,
        models,
        createHash('sha256').update(pdf).digest('hex'),
        pdf.length,
        pdf,
      ],
    )
  }
  await eventually(
    async () => {
      const rows = await sql<{ status: string; error: string }>(
        databaseUrl,
        'SELECT status, error FROM knowledge_documents',
      )
      const failed = rows.find(({ status }) => status === 'failed')
      if (failed !== undefined) throw new Error(failed.error)
      return rows.every(({ status }) => status === 'ready')
    },
    { within: 60_000 },
  )
}
