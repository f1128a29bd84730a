import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { type ScratchDatabase, scratchDatabase } from '../harness/database.ts'
import { addManuals, sampleManual, sql, startTestAssistant, type TestAssistant } from './harness.ts'

let database: ScratchDatabase
let assistant: TestAssistant

beforeAll(async () => {
  database = await scratchDatabase('assistant')
  assistant = await startTestAssistant({ DATABASE_URL: database.url, CHAT_PER_MINUTE: '1000' })
  await addManuals(database.url, [sampleManual('v4.0.en'), sampleManual('v3.1b.en'), sampleManual('v4.0.el')])
}, 90_000)
afterAll(async () => {
  await assistant?.close()
  await database?.drop()
})

const torque = { message: 'What torque do the blade bolts need?', machine_model: 'V4.0' }

describe('a question', () => {
  test('is answered in the words of the manual, with the page they stand on', async () => {
    const answer = await assistant.ask(torque)
    expect(answer).toMatchObject({ mode: 'extractive', model: null, language: 'en', machine_model: 'V4.0' })
    expect(answer.answer).toContain('Tighten the blade bolts to 62 Nm')
    expect(answer.answer).toMatch(/\[1\]/)
    const [citation] = answer.citations
    expect(citation).toMatchObject({
      title: 'AutoBoss V4.0',
      heading: expect.stringContaining('Blade bolts'),
    })
    expect(citation?.url).toBe(
      `http://localhost:3000/documents/${citation?.document_id}?page=${citation?.page}`,
    )
  })

  test('streams the same answer as events, the last of which is the whole of it', async () => {
    const events = await assistant.stream(torque)
    const names = events.map(({ event }) => event)
    expect(names[0]).toBe('status')
    expect(names.slice(-2)).toEqual(['citations', 'done'])
    const deltas = events
      .filter(({ event }) => event === 'delta')
      .map(({ data }) => (data as { text: string }).text)
    expect(events.at(-1)?.data).toMatchObject({ answer: deltas.join(''), mode: 'extractive' })
  })

  test('about nothing in the manuals is not answered, and names what came nearest', async () => {
    const answer = await assistant.ask({ message: 'What is the price of the V4.0 in dollars?' })
    expect(answer).toMatchObject({ mode: 'none', answer: "I can't find this in the manuals.", citations: [] })
    expect(answer.nearest).toMatchObject({ title: 'AutoBoss V4.0' })
  })

  test('in Greek is answered from the Greek manual, and refused in Greek', async () => {
    const answer = await assistant.ask({
      message: 'Κάθε πότε αλλάζω το λάδι της αντλίας;',
      machine_model: 'V4.0',
    })
    expect(answer).toMatchObject({ mode: 'extractive', language: 'el' })
    expect(answer.answer).toContain('600 ώρες')
    const refusal = await assistant.ask({ message: 'Πόσο κοστίζει ένα εισιτήριο για το θέατρο;' })
    expect(refusal.answer).toBe('Δεν το βρίσκω στα εγχειρίδια.')
  })

  test('about an error code is answered for that code, however it is written, and for no other', async () => {
    for (const message of ['What does E-104 mean?', 'e104', 'E 104 appears']) {
      const { answer } = await assistant.ask({ message, machine_model: 'V4.0' })
      expect(answer).toContain('E-104 appears when')
    }
    expect(await assistant.ask({ message: 'What does E-999 mean?' })).toMatchObject({ mode: 'none' })
  })

  test('how to do something gets all steps of the procedure, and its caution as a warning', async () => {
    const answer = await assistant.ask({ message: 'How do I start the machine?', machine_model: 'V4.0' })
    const numbers = answer.answer.split('\n').map((line) => line.match(/^\d+/)?.[0])
    expect(numbers.filter(Boolean)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
    expect(answer.warnings[0]).toMatchObject({
      text: expect.stringMatching(/^CAUTION: Never start/),
      citation: 1,
    })
  })

  test('that names a model is about that model, whatever was chosen', async () => {
    const answer = await assistant.ask({
      ...torque,
      message: 'What torque do the blade bolts of the V3.1B need?',
    })
    expect(answer.machine_model).toBe('V3.1B')
    expect(answer.answer).toContain('45 Nm')
  })
})

describe('a session', () => {
  test('goes on: a short question leans on the one before it', async () => {
    const session_id = randomUUID()
    await assistant.ask({ ...torque, session_id })
    const other = await assistant.ask({ message: 'and for the V3.1B?', session_id })
    expect(other).toMatchObject({ session_id, machine_model: 'V3.1B', mode: 'extractive' })
    expect(other.answer).toContain('45 Nm')
  })

  test('can be read back, and keeps what was measured', async () => {
    const session_id = 'test'
    const answer = await assistant.ask({ ...torque, session_id }, { 'x-request-id': 'request-12345' })
    const read = await assistant.call('/api/ai/sessions/test/messages')
    expect(await read.json()).toMatchObject({
      messages: [
        { role: 'user', content: torque.message, mode: null },
        { role: 'assistant', message_id: answer.message_id, content: answer.answer, mode: 'extractive' },
      ],
    })
    const [row] = await sql(database.url, 'SELECT * FROM ai_messages WHERE message_id = $1', [
      answer.message_id,
    ])
    expect(row).toMatchObject({
      model: null,
      latency_ms: answer.latency_ms,
      error: null,
      request_id: 'request-12345',
      answer: { citations: answer.citations },
    })
  })

  test('that does not exist is not found', async () => {
    expect((await assistant.call('/api/ai/sessions/nobody/messages')).status).toBe(404)
  })
})

describe('hostile input', () => {
  const hostile = [
    "'; DROP TABLE ai_messages; --",
    '../../etc/passwd',
    '%00%0a',
    '<script>alert(1)</script>',
    '$' + '{7*7} {{7*7}} $(id) `id`',
    '𝕳𝖊𝖑𝖑𝖔 \u202Etxet',
    'a'.repeat(200),
  ]
  test.each(hostile)('as a session id and a message is kept and given back as it was: %s', async (text) => {
    const answer = await assistant.ask({ message: `${text} torque`, session_id: text })
    expect(answer.session_id).toBe(text)
    const read = await assistant.call(`/api/ai/sessions/${encodeURIComponent(text)}/messages`)
    expect(read.headers.get('content-type')).toMatch(/^application\/json/)
    const { messages } = (await read.json()) as { messages: { content: string }[] }
    expect(messages[0]?.content).toBe(`${text} torque`)
  })

  test.each([
    ['an empty message', { message: '' }, 'message: must not be empty'],
    ['a blank message', { message: ' \n ' }, 'message: must not be empty'],
    ['a message of 100,000 characters', { message: 'x'.repeat(100_000) }, 'at most 8000 characters'],
    ['no message', {}, 'message: '],
    ['a number for a message', { message: 7 }, 'message: '],
    ['control characters', { message: 'a\u0000b' }, 'message: must not contain control characters'],
    ['half a character', '{"message": "a\\ud800"}', 'message: must be whole Unicode characters'],
    ['a control character in the session id', { message: 'a', session_id: 'a\u001b[2J' }, 'session_id: '],
    ['a session id of 201 characters', { message: 'a', session_id: 'a'.repeat(201) }, 'session_id: '],
    ['an unknown field', { message: 'a', temperature: 2 }, '"temperature" is not a field of the body'],
    ['a language that is none', { message: 'a', language: 'english' }, 'language: must be a two-letter'],
    ['invalid JSON', '{"message": ', 'The body is not valid JSON'],
    ['an empty body', '', 'The body is empty'],
    ['a list', '[]', 'the body: '],
    ['__proto__', '{"message": "a", "__proto__": {}}', 'not valid JSON'],
  ])('%s is refused with what is wrong', async (_name, body, says) => {
    const response = await assistant.post(body)
    const { error } = (await response.json()) as { error: { message: string; request_id: string } }
    expect({ status: response.status, message: error.message }).toEqual({
      status: 400,
      message: expect.stringContaining(says),
    })
    expect(error.request_id).toBe(response.headers.get('x-request-id'))
  })

  test('a body of two megabytes and a form are refused', async () => {
    expect((await assistant.post({ message: 'x'.repeat(2_000_000) })).status).toBe(413)
    const form = await assistant.call('/api/ai/chat', {
      method: 'POST',
      body: new URLSearchParams({ message: 'a' }),
    })
    expect(form.status).toBe(415)
    const text = await assistant.post('{"message":"a"}', { 'content-type': 'text/plain' })
    expect(text.status).toBe(415)
  })
})
