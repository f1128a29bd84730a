import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type {
  ApiError,
  DocumentAccepted,
  KnowledgeDocument,
  SearchResult,
  Suggestions,
} from '../../../src/assistant-api.ts'
import { newTokenKeys, tokenSigner } from '../../../src/tokens.ts'
import { type ScratchDatabase, scratchDatabase } from '../../harness/database.ts'
import { eventually } from '../../harness/eventually.ts'
import { startTestAssistant, type TestAssistant } from '../harness.ts'
import { madePdf, type Section } from '../knowledge/made-pdf.ts'

jest.setTimeout(90_000)

let database: ScratchDatabase
let assistant: TestAssistant
const keys = newTokenKeys()
const sign = tokenSigner(keys.privateKey)
const documents = '/ai/knowledge/documents'

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({
    DATABASE_URL: database.url,
    MAX_UPLOAD_MB: '1',
    TOKEN_PUBLIC_KEY: keys.publicKey,
  })
})
afterAll(async () => {
  await assistant.close()
  await database.drop()
})

const unlike = (text: string): Section[] => [
  { title: 'Replacing the blades', text },
  { title: 'Error E-104: low pressure', text: 'E-104 appears when the nozzles are worn.' },
]

function form(
  file: Buffer<ArrayBuffer> | undefined,
  fields: Record<string, string> = {},
  name = 'manual.pdf',
): FormData {
  const made = new FormData()
  for (const [field, value] of Object.entries(fields)) made.append(field, value)
  if (file !== undefined) made.append('file', new File([file], name, { type: 'application/pdf' }))
  return made
}

const upload = (body: FormData, headers: Record<string, string> = {}): Promise<Response> =>
  assistant.call(documents, { method: 'POST', body, headers })

async function refused(response: Response): Promise<[number, string]> {
  const { error } = (await response.json()) as ApiError
  return [response.status, error.message]
}

async function uploaded(sections: Section[], fields: Record<string, string>): Promise<string> {
  const response = await upload(form(await madePdf({ sections }), fields))
  expect(response.status).toBe(202)
  const { document_id, status } = (await response.json()) as DocumentAccepted
  expect(status).toBe('queued')
  await eventually(async () => (await documentOf(document_id)).status === 'ready', { within: 60_000 })
  return document_id
}

async function documentOf(id: string): Promise<KnowledgeDocument> {
  return (await (await assistant.call(`${documents}/${id}`)).json()) as KnowledgeDocument
}

async function find(body: unknown): Promise<SearchResult[]> {
  const response = await assistant.call('/ai/knowledge/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await response.json()) as { results: SearchResult[] }).results
}

test('a manual is uploaded, read, listed, searched, opened, read anew and deleted', async () => {
  const pdf = await madePdf({ sections: unlike('Hold the disc and remove the bolts.') })
  const accepted = await upload(
    form(
      pdf,
      {
        title: 'AutoBoss V4.0',
        machine_models: 'V4.0, V4.1 , V4.0,',
        tags: 'net, pump',
        language: 'en',
        document_type: 'guide',
      },
      'εγχειρίδιο "V4".pdf',
    ),
  )
  const { document_id: id } = (await accepted.json()) as DocumentAccepted
  await eventually(async () => (await documentOf(id)).status === 'ready', { within: 60_000 })
  expect(await documentOf(id)).toMatchObject({
    title: 'AutoBoss V4.0',
    machine_models: ['V4.0', 'V4.1'],
    tags: ['net', 'pump'],
    document_type: 'guide',
    filename: 'εγχειρίδιο "V4".pdf',
    size: pdf.length,
    pages: 1,
    error: null,
  })
  const listed = (await (await assistant.call(documents)).json()) as { documents: KnowledgeDocument[] }
  expect(listed.documents.map((one) => one.document_id)).toContain(id)

  const [found] = await find({ query: 'how do I replace a blade', machine_model: 'v4.0' })
  expect(found).toEqual({
    document_id: id,
    title: 'AutoBoss V4.0',
    page_start: 1,
    page_end: 1,
    heading: 'Replacing the blades',
    text: 'Hold the disc and remove the bolts.',
    score: expect.any(Number),
  })

  const file = await assistant.call(`${documents}/${id}/file`)
  expect(Buffer.from(await file.arrayBuffer()).equals(pdf)).toBe(true)
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'x-content-type-options': 'nosniff',
    'content-disposition': expect.stringMatching(/^inline; .*filename\*=UTF-8''[\w%.-]+$/),
  })
  const again = await assistant.call(`${documents}/${id}/file`, {
    headers: { 'if-none-match': file.headers.get('etag') ?? '' },
  })
  expect(again.status).toBe(304)

  expect((await assistant.call(`${documents}/${id}/reindex`, { method: 'POST' })).status).toBe(202)
  await eventually(async () => (await documentOf(id)).status === 'ready', { within: 60_000 })

  expect((await assistant.call(`${documents}/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect((await assistant.call(`${documents}/${id}`)).status).toBe(404)
  expect(await find({ query: 'E-104' })).toEqual([])
})

describe('an upload is refused', () => {
  const pdf = Buffer.from('%PDF-1.7\n%%EOF')

  test.each([
    ['without a file', () => form(undefined, { title: 'A' }), 400, 'has no file'],
    ['of 0 bytes', () => form(Buffer.alloc(0), { title: 'A' }), 400, 'manual.pdf is empty'],
    [
      'of something else named .pdf',
      () => form(Buffer.from('Dear reader'), { title: 'A' }),
      415,
      'manual.pdf is not a PDF',
    ],
    ['without a title', () => form(pdf), 400, 'title: must be given'],
    ['with an empty title', () => form(pdf, { title: '  ' }), 400, 'title: '],
    [
      'with a title that hides something',
      () => form(pdf, { title: 'a\u0007b' }),
      400,
      'must not contain control characters',
    ],
    [
      'with an unknown field',
      () => form(pdf, { title: 'A', machine: 'V4.0' }),
      400,
      '"machine" is not a field',
    ],
    [
      'with a field named like a part of every object',
      () => form(pdf, { title: 'A', constructor: 'x' }),
      400,
      '',
    ],
    [
      'with a language in words',
      () => form(pdf, { title: 'A', language: 'English' }),
      400,
      'language: must be a two-letter',
    ],
    ['with an unknown type', () => form(pdf, { title: 'A', document_type: 'novel' }), 400, 'document_type: '],
    [
      'with too many models',
      () => form(pdf, { title: 'A', machine_models: Array.from({ length: 21 }, (_, n) => `V${n}`).join() }),
      400,
      'machine_models: ',
    ],
  ])('%s', async (_, make, status, says) => {
    const [refusedWith, message] = await refused(await upload(make()))
    expect(refusedWith).toBe(status)
    expect(message).toContain(says)
  })

  test('with a field given twice', async () => {
    const twice = form(pdf, { title: 'A' })
    twice.append('title', 'B')
    expect(await refused(await upload(twice))).toEqual([
      400,
      expect.stringContaining('"title" is given twice'),
    ])
  })

  test('with two files', async () => {
    const two = form(pdf, { title: 'A' })
    two.append('file', new File([pdf], 'b.pdf'))
    expect(await refused(await upload(two))).toEqual([400, expect.stringContaining('only one file')])
  })

  test('that is no form', async () => {
    const response = await assistant.call(documents, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect(await refused(response)).toEqual([400, expect.stringContaining('multipart/form-data')])
  })

  test('when the same file is there, naming what it is called', async () => {
    const id = await uploaded(unlike('Same.'), { title: 'The first' })
    const same = await upload(form(await fileOf(id), { title: 'The second' }))
    expect(await refused(same)).toEqual([409, expect.stringContaining('“The first”')])
    await assistant.call(`${documents}/${id}`, { method: 'DELETE' })
  })

  test('when the same file arrives twice at once: one is kept', async () => {
    const same = await madePdf({ sections: unlike('At once.') })
    const responses = await Promise.all([1, 2, 3].map(() => upload(form(same, { title: 'At once' }))))
    expect(responses.map((response) => response.status).sort()).toEqual([202, 409, 409])
  })
})

async function fileOf(id: string): Promise<Buffer<ArrayBuffer>> {
  return Buffer.from(await (await assistant.call(`${documents}/${id}/file`)).arrayBuffer())
}

describe('a file of 200 MB', () => {
  const megabyte = Buffer.alloc(2 ** 20, '%PDF-1.7 ')
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="big.pdf"\r\n\r\n'

  /** Sends it piece by piece as a browser does, and resolves to the answer's status and body. */
  function send(headers: Record<string, string>): Promise<[number | undefined, string]> {
    return new Promise((resolve, reject) => {
      const call = request(assistant.url + documents, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x', ...headers },
      })
      call.on('error', reject)
      call.on('response', (response) => {
        let body = ''
        response.on('data', (chunk) => {
          body += chunk
        })
        response.on('end', () => resolve([response.statusCode, body]))
      })
      call.write(head)
      let sent = 0
      const more = (): void => {
        while (sent < 200) {
          sent += 1
          if (!call.write(megabyte)) return void call.once('drain', more)
        }
        call.end('\r\n--x--\r\n')
      }
      more()
    })
  }

  test.each([
    ['that says its length', { 'content-length': String(head.length + 200 * 2 ** 20 + 9) }],
    ['that does not', { 'transfer-encoding': 'chunked' }],
  ])('%s is refused clearly and not held in memory', async (_, headers) => {
    const before = process.memoryUsage()
    const [status, body] = await send(headers as Record<string, string>)
    const after = process.memoryUsage()
    expect(status).toBe(413)
    expect(JSON.parse(body)).toMatchObject({
      error: { code: 'too_large', message: 'The file is larger than 1 MB.' },
    })
    expect((after.arrayBuffers - before.arrayBuffers) / 2 ** 20).toBeLessThan(100)
  })
})

test('a form that breaks off does no harm', async () => {
  await new Promise<void>((resolve) => {
    const call = request(assistant.url + documents, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '100000' },
    })
    call.on('error', () => resolve())
    call.write('--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7')
    setTimeout(() => call.destroy(), 100)
  })
  expect((await assistant.call(documents)).status).toBe(200)
  expect(assistant.logged()).not.toContain('"level":"ERROR"')
})

describe('a document that is not there', () => {
  const nobody = '00000000-0000-4000-8000-000000000000'

  test.each([
    ['GET', `${documents}/${nobody}`],
    ['DELETE', `${documents}/${nobody}`],
    ['GET', `${documents}/${nobody}/file`],
    ['POST', `${documents}/${nobody}/reindex`],
  ])('%s %s says so', async (method, path) => {
    expect(await refused(await assistant.call(path, { method }))).toEqual([
      404,
      'There is no document with this id.',
    ])
  })

  test('an id that is none is refused', async () => {
    expect((await assistant.call(`${documents}/1%27%20OR%201=1`)).status).toBe(400)
  })
})

describe('who may', () => {
  const as = async (roles: string[]): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await sign({ subject: 'maria', roles }, 'assistant')}`,
  })

  test('staff may search and read, and may not upload, delete or reindex', async () => {
    const headers = await as(['staff'])
    expect((await assistant.call(documents, { headers })).status).toBe(200)
    expect((await upload(form(undefined), headers)).status).toBe(403)
    const some = `${documents}/00000000-0000-4000-8000-000000000000`
    expect((await assistant.call(some, { method: 'DELETE', headers })).status).toBe(403)
    expect((await assistant.call(`${some}/reindex`, { method: 'POST', headers })).status).toBe(403)
  })

  test('a knowledge keeper may', async () => {
    expect((await upload(form(undefined), await as(['knowledge-keeper']))).status).toBe(400)
  })
})

test('a search that asks for what is not a field is refused', async () => {
  const response = await assistant.call('/ai/knowledge/search', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'x', top_k: 3 }),
  })
  expect(await refused(response)).toEqual([400, expect.stringContaining('"top_k"')])
})

test('the page is told models and questions of several manuals, each with its model and language', async () => {
  await uploaded(unlike('Suggest.'), { title: 'AutoBoss V3.1B', machine_models: 'V3.1B' })
  await uploaded(
    [
      { title: 'Λάδι αντλίας', text: 'Κάθε 600 ώρες.' },
      { title: 'Σφάλμα E-101', text: 'Πατήστε RESET.' },
    ],
    {
      title: 'AutoBoss V4.0',
      machine_models: 'V4.0',
      language: 'el',
    },
  )
  const suggestions = async (query = ''): Promise<Suggestions> =>
    (await (await assistant.call(`/ai/knowledge/suggestions${query}`)).json()) as Suggestions
  const all = await suggestions()
  expect(all.machine_models).toEqual(['V3.1B', 'V4.0'])
  expect(all.questions).toContainEqual({
    question: 'How do I replace the blades?',
    machine_model: 'V3.1B',
    language: 'en',
  })
  const greek = await suggestions('?language=el')
  expect(greek.questions.map((one) => one.question)).toEqual([
    'Τι σημαίνει το E-101 και τι κάνω;',
    'Τι λέει το εγχειρίδιο για «Λάδι αντλίας»;',
  ])
})
