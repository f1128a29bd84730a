import { describe, expect, test } from '@jest/globals'
import { logWords } from '../../../src/bot/commands/words-of-logs.ts'
import { runWords } from '../../../src/bot/commands/words-of-runs.ts'

describe('behind restart, start and stop', () => {
  test.each([
    ['', 'ai_assistant', null],
    ['db', 'db', null],
    ['because it hangs', 'ai_assistant', 'it hangs'],
    ['db because  the disk\nis full', 'db', 'the disk is full'],
    ['db BECAUSE of me', 'db', 'of me'],
    ['db2', 'db2', null],
    ['because because', 'ai_assistant', 'because'],
  ])('%j is %s, because of %j', (text, service, reason) => {
    expect(runWords(text)).toEqual({ kind: 'service', service, reason })
  })

  test.each([
    'V4.0',
    'v3.1b',
    'the machine',
    'V 4',
    'my pump',
    'machine',
    'KEF-5',
    'the db because I say so',
  ])('%j is about a machine', (text) => expect(runWords(text).kind).toBe('machine'))

  test.each(['db; ls', '--help', 'db db', '$(id)', 'DB', '"db"', 'ｄｂ', 'a'.repeat(60)])(
    '%j is no service, and comes back as it was',
    (text) => expect(runWords(text)).toEqual({ kind: 'unclear', words: text }),
  )

  test('a reason is kept short', () => {
    const words = runWords(`because ${'x'.repeat(5_000)}`)
    expect(words).toMatchObject({ reason: 'x'.repeat(300) })
  })
})

describe('behind logs', () => {
  const now = new Date('2026-11-25T12:06:00Z')
  const read = (text: string, zone = 'Europe/Athens') => {
    const { since, ...rest } = logWords(text, now, zone)
    return { ...rest, since: since?.toISOString().slice(0, 16) ?? null }
  }

  test.each([
    ['', 'ai_assistant', null, false],
    ['errors', 'ai_assistant', null, true],
    ['db since 15m', 'db', '2026-11-25T11:51', false],
    ['db since 1h errors', 'db', '2026-11-25T11:06', true],
    ['db 1h errors', 'db', '2026-11-25T11:06', true],
    ['errors since 24h', 'ai_assistant', '2026-11-24T12:06', true],
    ['since 14:00', 'ai_assistant', '2026-11-25T12:00', false],
    ['since 14:30', 'ai_assistant', '2026-11-24T12:30', false],
    ['since 99999d', 'ai_assistant', '2026-11-18T12:06', false],
  ])('%j', (text, service, since, errorsOnly) => {
    expect(read(text)).toEqual({ service, since, errorsOnly })
  })

  test('a time of day is one of the zone, also where zones differ by half hours', () => {
    expect(read('since 17:00', 'Asia/Kolkata').since).toBe('2026-11-25T11:30')
  })

  test.each(['since', 'since yesterday', 'since 25:00', 'db db', '--follow', 'db; ls', 'since 5'])(
    '%j is refused with how it is written',
    (text) => expect(() => read(text)).toThrow('not how a log is asked for'),
  )
})
