import { afterEach, expect, test } from '@jest/globals'
import { type OnCall, pagingChecks } from '../../../src/bot/paging/checks.ts'
import { readConfig } from '../../../src/config.ts'
import { pagingSchema } from '../../../src/paging-settings.ts'
import type { Person } from '../../../src/people.ts'
import { type FakeSmtp, type SmtpOptions, startFakeSmtp } from '../../fakes/smtp.ts'
import { anna } from '../../harness/page-note.ts'

const smtps: FakeSmtp[] = []
afterEach(async () => {
  await Promise.all(smtps.splice(0).map((smtp) => smtp.stop()))
})

async function started(options?: SmtpOptions): Promise<FakeSmtp> {
  const smtp = await startFakeSmtp(options)
  smtps.push(smtp)
  return smtp
}

const paging = pagingSchema.parse(undefined)
const nikos: Person = { id: 'nikos', name: 'Nikos', roles: ['on-call'], identities: {}, email: 'n@b.example' }
const kim: Person = { id: 'kim', name: 'Kim', roles: ['on-call'], identities: { local: 'kim' } }

/** What a check says, with its state and its remedy. */
async function said(name: string, settings: Record<string, string>, people = [anna, nikos], how = paging) {
  const onCall = async (): Promise<OnCall> => ({ people, paging: how })
  const check = pagingChecks(readConfig(settings), onCall).find((one) => one.name === name)
  const { state, says, remedy = '' } = (await check?.look()) ?? { state: 'none', says: '' }
  return `${state.toUpperCase()} ${says} ${remedy}`.trim()
}

const mail = { SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example' }
const slack = { SLACK_BOT_TOKEN: 'xoxb-1' }

test('where nothing is set up nobody can be paged', async () => {
  expect(await said('Paging', {})).toMatch(/^OFF nobody can be paged: no way is set up\. Set SMTP_URL/)
  expect(await said('Mail server', {})).toMatch(/^OFF SMTP_URL is not set/)
  expect(await said('Paging webhook', {})).toMatch(/^OFF PAGE_WEBHOOK_URL is not set/)
})

test('who is reached by what, in the order in which it is tried', async () => {
  expect(await said('Paging', { ...mail, ...slack })).toBe(
    'OK in an emergency it reaches anna (direct, email), nikos (email).',
  )
  const own = { ...anna, notify: { critical: ['email' as const] } }
  expect(await said('Paging', { ...mail, ...slack }, [own])).toBe(
    'OK in an emergency it reaches anna (email).',
  )
})

test('who is reached by nothing is named: some are a warning, all are a fault', async () => {
  expect(await said('Paging', mail, [anna, kim])).toMatch(/^WARNING in an emergency kim cannot be paged\./)
  expect(await said('Paging', slack, [nikos, kim])).toMatch(/^FAILED in an emergency nikos, kim cannot be/)
  const silent = pagingSchema.parse({ critical: { ways: [] } })
  expect(await said('Paging', mail, [anna], silent)).toMatch(/^FAILED in an emergency anna cannot be paged/)
})

test('a mail server without the address that mails come from', async () => {
  const { MAIL_FROM: _, ...half } = mail
  await expect(said('Paging', half)).rejects.toThrow('SMTP_URL is set, but MAIL_FROM is not.')
})

test('a mail server that answers and takes the login; nothing is sent', async () => {
  const smtp = await started({ login: { user: 'bot', password: 'word' } })
  const SMTP_URL = `smtp://bot:word@127.0.0.1:${smtp.port}`
  expect(await said('Mail server', { ...mail, SMTP_URL })).toBe(
    'OK it answers without TLS and takes the login.',
  )
  expect(smtp.mails).toEqual([])
  expect(smtp.heard.filter((line) => /^(MAIL|RCPT|DATA)/.test(line))).toEqual([])
})

test('one that refuses the login, has no TLS, or is away: what it is, and never the password', async () => {
  const smtp = await started({ login: { user: 'bot', password: 'word' } })
  const server = (address: string) => said('Mail server', { ...mail, SMTP_URL: address })
  expect(await server(`smtp://bot:canary@127.0.0.1:${smtp.port}`)).toBe(
    'FAILED the mail server answered 535 5.7.8 to AUTH PLAIN. Correct SMTP_URL, or look at the mail server.',
  )
  expect(await server(`smtp://bot:word@127.0.0.1:${smtp.port}?requireTLS=true`)).toMatch(/^FAILED .*STARTTLS/)
  expect(await server('smtp://bot:canary@127.0.0.1:1')).toMatch(/^FAILED .*ECONNREFUSED(?!.*canary)/)
})

test('the webhook is set, and signed or not; nothing is sent', async () => {
  const PAGE_WEBHOOK_URL = 'http://127.0.0.1:1/canary'
  expect(await said('Paging webhook', { PAGE_WEBHOOK_URL })).toMatch(/^OK pages are sent to it, unsigned;/)
  const signed = await said('Paging webhook', { PAGE_WEBHOOK_URL, PAGE_WEBHOOK_SECRET: 'canary' })
  expect(signed).toMatch(/^OK pages are sent to it, signed;(?!.*canary)/)
})
