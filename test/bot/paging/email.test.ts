import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, expect, test } from '@jest/globals'
import { emailWay } from '../../../src/bot/paging/email.ts'
import { messageOf } from '../../../src/errors.ts'
import { PermanentFault, type Way } from '../../../src/oncall/ways.ts'
import { mailServerOf } from '../../../src/smtp-url.ts'
import { certificate } from '../../fakes/smtp/certificate.ts'
import type { SmtpFault } from '../../fakes/smtp/session.ts'
import { type FakeSmtp, type SmtpOptions, startFakeSmtp } from '../../fakes/smtp.ts'
import { eventually } from '../../harness/eventually.ts'
import { anna, pageNote } from '../../harness/page-note.ts'

let smtp: FakeSmtp
const trusted = getCACertificates('default')
afterEach(async () => {
  setDefaultCACertificates(trusted)
  await smtp.stop()
})

const password = 'canary+word/%=0123'
const login = { user: 'bot@autoboss.example', password }
const secretLogin = `${encodeURIComponent(login.user)}:${encodeURIComponent(password)}@`

interface Address {
  scheme?: string
  login?: string
  host?: string
  query?: string
}

/** The way to a mail server that was started for it. */
async function started(options: SmtpOptions = {}, address: Address = {}, patienceMs?: number): Promise<Way> {
  smtp = await startFakeSmtp(options)
  const { scheme = 'smtp', login: who = '', host = '127.0.0.1', query = '' } = address
  const server = mailServerOf(`${scheme}://${who}${host}:${smtp.port}${query}`)
  return emailWay({ server, from: 'assistant@autoboss.example' }, patienceMs)
}

const trust = () => setDefaultCACertificates([...trusted, certificate])
const never = new AbortController().signal
const send = (way: Way, note = pageNote(), person = anna) => way.send(person, note, never)
/** What comes of it: the fault, or null where it arrived. */
const faultOf = (way: Way) =>
  send(way).then(
    () => null,
    (error: unknown) => error,
  )

test('a page is one mail to one person, plain, marked as a program’s and as urgent', async () => {
  const way = await started()
  await send(way)
  expect(smtp.mails).toHaveLength(1)
  const [mail] = smtp.mails
  expect(mail).toMatchObject({
    from: 'assistant@autoboss.example',
    to: ['anna@autoboss.example'],
    user: null,
    isEncrypted: false,
  })
  expect(mail?.headers).toMatchObject({
    subject: ['CRITICAL · C-31 · The service is down'],
    to: ['Anna Placeholder <anna@autoboss.example>'],
    from: ['assistant@autoboss.example'],
    'x-priority': ['1 (Highest)'],
    importance: ['High'],
    'auto-submitted': ['auto-generated'],
  })
  expect(mail?.text).toBe(
    [
      'Nikos Example asked at 14:03 EET.',
      'Somebody must have taken it by 14:18 EET.',
      'Take C-31 here:\nhttps://chat.example/cases/31',
      'Request r-1',
    ].join('\n\n'),
  )
})

test('what is no emergency is not marked as one, and what has no page names none', async () => {
  const way = await started()
  await send(way, pageNote({ severity: 'warning', address: null }))
  const [mail] = smtp.mails
  expect(mail?.headers['x-priority']).toBeUndefined()
  expect(mail?.headers['importance']).toBeUndefined()
  expect(mail?.text).not.toContain('Take C-31')
})

test('a repeat of the key is the same mail to whoever knows mails by their ids, and says first that it is one', async () => {
  const way = await started()
  await send(way)
  await send(way, pageNote({ mayBeRepeat: true }))
  await send(way, pageNote({ key: 'page:31:0:2:anna:email' }))
  const [first, repeat, other] = smtp.mails.map(({ headers }) => headers['message-id']?.[0])
  expect(first).toMatch(/^<page-[0-9a-f]{32}@autoboss\.example>$/)
  expect(repeat).toBe(first)
  expect(other).not.toBe(first)
  expect(smtp.mails[0]?.text).not.toContain('before')
  expect(smtp.mails[1]?.text.split('\n')[0]).toBe(
    'This may have been sent before: the program was interrupted while it was.',
  )
})

const hostile = 'Άννα 🔧\r\nBcc: eve@evil.example\r\n\r\nHello\u0000\u2028X-Evil: yes, "x" <eve@evil.example>'

test('no name and no headline adds a header, a recipient or a body; emoji and Greek stand there', async () => {
  const way = await started()
  const note = pageNote({ headline: `CRITICAL · ${hostile}`, lines: [hostile, '.', '..', '.\r\nQUIT'] })
  await send(way, note, { ...anna, name: hostile })
  expect(smtp.mails).toHaveLength(1)
  const [mail] = smtp.mails
  expect(mail?.to).toEqual(['anna@autoboss.example'])
  expect(Object.keys(mail?.headers ?? {}).sort()).toEqual([
    'auto-submitted',
    'content-transfer-encoding',
    'content-type',
    'date',
    'from',
    'importance',
    'message-id',
    'mime-version',
    'subject',
    'to',
    'x-msmail-priority',
    'x-priority',
  ])
  expect(Object.values(mail?.headers ?? {}).filter((values) => values.length > 1)).toEqual([])
  expect(mail?.headers['subject']?.[0]).toBe(
    'CRITICAL · Άννα 🔧 Bcc: eve@evil.example Hello X-Evil: yes, "x" <eve@evil.example>',
  )
  expect(mail?.headers['to']?.[0]).toMatch(/Άννα 🔧 Bcc: .* <anna@autoboss\.example>$/)
  expect(mail?.text).toContain('Άννα 🔧\nBcc: eve@evil.example\n\nHello')
  expect(mail?.text).toContain('\n\n.\n\n..\n\n.\nQUIT\n\n')
})

test('a headline without an end is cut', async () => {
  const way = await started()
  await send(way, pageNote({ headline: 'The pump is leaking '.repeat(200) }))
  expect(smtp.mails[0]?.headers['subject']?.[0]?.length).toBeLessThanOrEqual(200)
})

test('who has no address is not reached', async () => {
  const way = await started()
  const { email: _, ...nobody } = anna
  expect([way.reaches(anna), way.reaches(nobody)]).toEqual([true, false])
  await expect(way.send(nobody, pageNote(), never)).rejects.toThrow('anna has no e-mail address')
  expect(smtp.sessions()).toBe(0)
})

test.each<[string, SmtpFault, string]>([
  [
    'a recipient that there is not',
    { at: 'RCPT', does: '550 5.1.1 No such user' },
    'the mail server answered 550 5.1.1 to RCPT TO',
  ],
  [
    'a mail that it does not want',
    { at: 'MESSAGE', does: '554 5.7.1 Looks like spam' },
    'the mail server answered 554 5.7.1 to DATA',
  ],
])('%s will not arrive however often it is tried', async (_, fault, says) => {
  const way = await started()
  smtp.plan(fault)
  const thrown = await faultOf(way)
  expect(thrown).toBeInstanceOf(PermanentFault)
  expect(messageOf(thrown)).toBe(says)
  expect(smtp.mails).toEqual([])
})

test.each<[string, SmtpFault, RegExp]>([
  ['asks to come again', { at: 'RCPT', does: '451 4.7.1 Greylisted' }, /answered 451 4\.7\.1 to RCPT TO$/],
  ['has no room now', { at: 'MESSAGE', does: '452 4.3.1 Full' }, /answered 452 4\.3\.1 to DATA$/],
  [
    'does not take our address',
    { at: 'MAIL', does: '553 5.7.1 Not you' },
    /answered 553 5\.7\.1 to MAIL FROM$/,
  ],
  ['is too busy', { at: 'CONNECT', does: '421 4.3.2 Later' }, /answered 421 4\.3\.2 to /],
  [
    'speaks no SMTP',
    { at: 'CONNECT', does: 'SSH-2.0-OpenSSH_9.2' },
    /answered something that is no SMTP to /,
  ],
  ['cuts the line at once', { at: 'CONNECT', does: 'cut' }, /cannot be used: .*closed/],
  ['cuts the line in its middle', { at: 'RCPT', does: 'cut' }, /cannot be used: .*closed/],
])('a server that %s may take it the next time', async (_, fault, says) => {
  const way = await started()
  smtp.plan(fault)
  const thrown = await faultOf(way)
  expect(thrown).toBeInstanceOf(Error)
  expect(thrown).not.toBeInstanceOf(PermanentFault)
  expect(messageOf(thrown)).toMatch(says)
  expect(smtp.mails).toEqual([])
  await send(way)
  expect(smtp.mails).toHaveLength(1)
})

test('a mail that was taken, and whose answer did not come, is a fault: the repeat has the same id', async () => {
  const way = await started()
  smtp.plan({ at: 'MESSAGE', does: 'cut' })
  expect(await faultOf(way)).not.toBeInstanceOf(PermanentFault)
  await send(way, pageNote({ mayBeRepeat: true }))
  const ids = smtp.mails.map(({ headers }) => headers['message-id']?.[0])
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(1)
})

test('a server that is away', async () => {
  const way = await started()
  await smtp.stop()
  const thrown = await faultOf(way)
  expect(messageOf(thrown)).toMatch(/^the mail server cannot be used: .*connect ECONNREFUSED/)
  expect(thrown).not.toBeInstanceOf(PermanentFault)
  smtp = await startFakeSmtp()
})

test.each(['CONNECT', 'RCPT', 'MESSAGE'] as const)(
  'one that says nothing at %s is left in time',
  async (at) => {
    const way = await started({}, {}, 400)
    smtp.plan({ at, does: 'silence' })
    const before = Date.now()
    const thrown = await faultOf(way)
    expect(thrown).not.toBeInstanceOf(PermanentFault)
    expect(messageOf(thrown)).toMatch(/in time|cannot be used: .*[Tt]imeout|Greeting never received/)
    expect(Date.now() - before).toBeLessThan(3_000)
    await eventually(() => smtp.open() === 0)
  },
)

test('whoever stops waiting has stopped it', async () => {
  const way = await started()
  smtp.plan({ at: 'RCPT', does: 'silence' })
  const stopping = new AbortController()
  const sending = way.send(anna, pageNote(), stopping.signal)
  await eventually(() => smtp.heard.some((line) => line.startsWith('RCPT')))
  stopping.abort(new Error('the bot stops'))
  await expect(sending).rejects.toThrow('the bot stops')
  await eventually(() => smtp.open() === 0)
  expect(smtp.mails).toEqual([])
})

test('what was stopped before it began is not sent', async () => {
  const way = await started()
  await expect(way.send(anna, pageNote(), AbortSignal.abort(new Error('the bot stops')))).rejects.toThrow(
    'the bot stops',
  )
  expect(smtp.sessions()).toBe(0)
})

test.each<[string, SmtpOptions, Address]>([
  ['by STARTTLS', { login, tls: 'required' }, { login: secretLogin, query: '?requireTLS=true' }],
  ['from the first byte', { login, tls: 'at-once' }, { login: secretLogin, scheme: 'smtps' }],
])('over TLS %s we log in, and the mail is taken', async (_, options, address) => {
  trust()
  const way = await started(options, address)
  await send(way)
  expect(smtp.mails).toMatchObject([{ isEncrypted: true, user: login.user }])
})

test.each<[string, SmtpOptions, Address, RegExp]>([
  [
    'a certificate that nobody vouches for',
    { login, tls: 'at-once' },
    { login: secretLogin, scheme: 'smtps' },
    /self-signed certificate/,
  ],
  [
    'the same after STARTTLS',
    { login, tls: 'required' },
    { login: secretLogin, query: '?requireTLS=true' },
    /self-signed certificate/,
  ],
  [
    'no TLS where it is required',
    { login, tls: 'none' },
    { login: secretLogin, query: '?requireTLS=true' },
    /STARTTLS|502/,
  ],
])('with %s neither mail nor password leave', async (_, options, address, says) => {
  const way = await started(options, address)
  const thrown = await faultOf(way)
  expect(messageOf(thrown)).toMatch(says)
  expect(thrown).not.toBeInstanceOf(PermanentFault)
  expect(smtp.mails).toEqual([])
  expect(smtp.heard.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([])
})

test('a server that does not ask for the login gets no mail', async () => {
  const way = await started({}, { login: secretLogin })
  expect(await faultOf(way)).toBeInstanceOf(Error)
  expect(smtp.mails).toEqual([])
})

test.each<[string, SmtpFault[]]>([
  ['refuses it', []],
  [
    'repeats what it was sent',
    [{ at: 'AUTH', does: `535 5.7.8 No: ${Buffer.from(password).toString('base64')} ${password}` }],
  ],
  ['answers with what it was sent alone', [{ at: 'AUTH', does: `${password} ?` }]],
])('the password is in no fault, where the server %s', async (_, faults) => {
  const way = await started(
    { login: { user: login.user, password: faults.length === 0 ? 'another' : password } },
    { login: secretLogin },
  )
  smtp.plan(...faults)
  const thrown = await faultOf(way)
  expect(thrown).not.toBeInstanceOf(PermanentFault)
  expect(messageOf(thrown)).toMatch(/^the mail server answered .* to AUTH PLAIN$/)
  const all = inside(thrown)
  for (const form of [password, Buffer.from(password).toString('base64'), encodeURIComponent(password)]) {
    expect(all).not.toContain(form)
  }
})

/** All that a log could show of an error. */
function inside(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.stack, JSON.stringify(Object.entries(error)), inside(error.cause)].join('\n')
}
