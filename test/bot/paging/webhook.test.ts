import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { webhookWay } from '../../../src/bot/paging/webhook.ts'
import { messageOf } from '../../../src/errors.ts'
import { PermanentFault } from '../../../src/oncall/ways.ts'
import { startTicketReceiver, type TicketReceiver } from '../../fakes/ticket-receiver.ts'
import { anna, pageNote } from '../../harness/page-note.ts'

let receiver: TicketReceiver
beforeEach(async () => {
  receiver = await startTicketReceiver()
})
afterEach(() => receiver.stop())

const clock = { now: () => new Date('2026-11-29T12:00:00Z') }
const never = new AbortController().signal
const way = (secret?: string, patienceMs?: number) =>
  webhookWay({ url: `${receiver.url}/canary-in-the-address`, secret, clock }, patienceMs)

test('a page is one call that says whom, what and how urgent, under its key', async () => {
  await way().send(anna, pageNote({ key: 'page:31:0:1:anna:webhook' }), never)
  expect(receiver.calls).toHaveLength(1)
  const [call] = receiver.calls
  expect(call?.headers).toMatchObject({
    'content-type': 'application/json',
    'idempotency-key': 'page:31:0:1:anna:webhook',
    'x-request-id': 'r-1',
  })
  expect(call?.headers['x-signature-256']).toBeUndefined()
  expect(JSON.parse(call?.body ?? '')).toEqual({
    page: 'page:31:0:1:anna:webhook',
    case: 'C-31',
    severity: 'critical',
    person: {
      id: 'anna',
      name: 'Anna Placeholder',
      email: 'anna@autoboss.example',
      phone: '+30 210 555 0102',
    },
    headline: 'CRITICAL · C-31 · The service is down',
    text: 'Nikos Example asked at 14:03 EET.\nSomebody must have taken it by 14:18 EET.',
    url: 'https://chat.example/cases/31',
    may_be_repeat: false,
    at: '2026-11-29T12:00:00.000Z',
  })
})

test('what is not known is said to be nothing, and a repeat says that it may be one', async () => {
  const { email: _, phone: __, ...kim } = { ...anna, id: 'kim', name: 'Kim Specimen' }
  await way().send(kim, pageNote({ address: null, mayBeRepeat: true }), never)
  expect(JSON.parse(receiver.calls[0]?.body ?? '')).toMatchObject({
    person: { id: 'kim', name: 'Kim Specimen', email: null, phone: null },
    url: null,
    may_be_repeat: true,
  })
})

test('everybody is reached: whom it can ring, the receiver knows', () => {
  expect(way().reaches({ id: 'kim', name: 'Kim', roles: [], identities: {} })).toBe(true)
})

test('with a secret the body is signed', async () => {
  await way('between us').send(anna, pageNote({ headline: 'ΚΡΙΣΙΜΟ · 🔧' }), never)
  const [{ headers, body } = { headers: {}, body: '' }] = receiver.calls
  const expected = createHmac('sha256', 'between us').update(body).digest('hex')
  expect(headers['x-signature-256']).toBe(`sha256=${expected}`)
  expect(body).not.toContain('between us')
})

test('through a refusal, a line that is cut and silence it is a fault that passes, and tells neither address nor secret', async () => {
  receiver.plan(500, 'cut', 'silence', { movedTo: 'http://127.0.0.1:1/' })
  const patient = way('canary-secret', 500)
  for (let tries = 1; tries <= 4; tries += 1) {
    const thrown = await patient.send(anna, pageNote(), never).catch((error: unknown) => error)
    expect(thrown).toBeDefined()
    expect(thrown).not.toBeInstanceOf(PermanentFault)
    expect(messageOf(thrown)).not.toContain('canary')
  }
  await patient.send(anna, pageNote(), never)
  expect(new Set(receiver.calls.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(receiver.calls).toHaveLength(5)
})

test('whoever stops waiting has stopped it', async () => {
  receiver.plan('silence')
  const stopping = new AbortController()
  const sending = way().send(anna, pageNote(), stopping.signal)
  stopping.abort(new Error('the bot stops'))
  await expect(sending).rejects.toThrow('the bot stops')
})
