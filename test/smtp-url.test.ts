import { expect, test } from '@jest/globals'
import { readConfig } from '../src/config.ts'
import { type MailServer, mailServerOf } from '../src/smtp-url.ts'

const login = { user: 'bot', password: 'word' }

test.each<[string, MailServer]>([
  ['smtps://bot:word@mail.example', { host: 'mail.example', port: 465, tls: 'at-once', login }],
  ['smtp://bot:word@mail.example', { host: 'mail.example', port: 587, tls: 'first', login }],
  ['smtp://mail.example:25/', { host: 'mail.example', port: 25, tls: 'first' }],
  ['smtp://mail.example?ignoreTLS=true', { host: 'mail.example', port: 587, tls: 'none' }],
  ['smtp://localhost:25', { host: 'localhost', port: 25, tls: 'none' }],
  ['smtp://bot:word@127.0.0.1:25', { host: '127.0.0.1', port: 25, tls: 'none', login }],
  ['smtp://[::1]:25', { host: '::1', port: 25, tls: 'none' }],
  ['smtp://localhost:25?requireTLS=true', { host: 'localhost', port: 25, tls: 'first' }],
  ['smtp://127.0.0.1.evil.example', { host: '127.0.0.1.evil.example', port: 587, tls: 'first' }],
  ['smtp://localhost.evil.example', { host: 'localhost.evil.example', port: 587, tls: 'first' }],
  [
    'smtps://bot%40a.example:p%3A%2F%25@mail.example',
    { host: 'mail.example', port: 465, tls: 'at-once', login: { user: 'bot@a.example', password: 'p:/%' } },
  ],
])('%s', (address, server) => {
  expect(mailServerOf(address)).toEqual(server)
})

test.each([
  ['mail.example', /must look like smtps:/],
  ['https://mail.example', /must look like smtps:/],
  ['smtp://', /must look like smtps:/],
  ['smtp://mail.example/inbox', /must look like smtps:/],
  ['smtp://canary:canary@mail.example?ignoreTLS=true', /must not ignore TLS where it holds a password/],
  ['smtps://mail.example?ignoreTLS=true', /must not both be smtps/],
  ['smtp://mail.example?tls.rejectUnauthorized=false', /must end without anything after \?/],
  ['smtp://mail.example?requireTLS=true&ignoreTLS=true', /must end without anything after \?/],
  ['smtp://canary@mail.example', /must hold both a user and a password/],
  ['smtp://:canary@mail.example', /must hold both a user and a password/],
  ['smtp://canary:100%canary@mail.example', /percent-encoded/],
])('%s is refused with what it must be, and told to nobody', (SMTP_URL, says) => {
  const read = () => readConfig({ SMTP_URL })
  expect(read).toThrow(says)
  expect(read).toThrow(/^Settings are not valid: SMTP_URL must/)
  expect(read).not.toThrow(/canary/)
})

test('MAIL_FROM is an address and nothing more', () => {
  expect(readConfig({ MAIL_FROM: 'assistant@autoboss.example' }).MAIL_FROM).toBe('assistant@autoboss.example')
  for (const MAIL_FROM of [
    'Assistant <a@b.example>',
    'a@b.example\nBcc: c@d.example',
    'a@b.example, c@d.example',
  ]) {
    expect(() => readConfig({ MAIL_FROM })).toThrow(/MAIL_FROM must be an e-mail address/)
  }
})

test('the address of a webhook may hold what its service puts in for itself', () => {
  const PAGE_WEBHOOK_URL = 'https://ntfy.example/topic?template=yes&title={{.headline}}&message={{.text}}'
  expect(readConfig({ PAGE_WEBHOOK_URL }).PAGE_WEBHOOK_URL).toBe(PAGE_WEBHOOK_URL)
})
