import { expect, test } from '@jest/globals'
import { auditWords, isAuditWords } from '../../../src/bot/commands/words-of-audit.ts'
import { samplePeople } from '../../harness/runs.ts'

const now = new Date('2026-11-29T12:00:00Z')
const read = (text: string) => auditWords(text, now, samplePeople())

test.each([
  ['', {}],
  ['R-12', { subject: 'R-12' }],
  ['r-12', { subject: 'R-12' }],
  ['T-7', { subject: 'T-7' }],
  ['nikos', { person: 'nikos' }],
  ['Nikos Example', { person: 'nikos' }],
  ['somebody-who-left', { person: 'somebody-who-left' }],
  ['command-line', { person: 'command-line' }],
  ['since 24h', { since: new Date('2026-11-28T12:00:00Z') }],
  ['90m', { since: new Date('2026-11-29T10:30:00Z') }],
  ['R-12 since 7d', { subject: 'R-12', since: new Date('2026-11-22T12:00:00Z') }],
  ['Nikos Example since 1h', { person: 'nikos', since: new Date('2026-11-29T11:00:00Z') }],
])('“%s” is understood', (text, filter) => {
  expect(read(text)).toEqual(filter)
})

test.each(['since 99d', 'since yesterday', 'R-12 R-13', 'who stopped the database?', "x' OR 1=1"])(
  '“%s” is not, and says how it is asked for',
  (text) => {
    expect(() => read(text)).toThrow('That is not how the audit is asked for.')
  },
)

test('without a slash, words that may begin a question are none of the command', () => {
  expect(['', 'R-12', 'since 24h', 'R-12 since 24h'].map(isAuditWords)).toEqual([true, true, true, true])
  expect(['nikos', 'trail of the pump', 'since 99d'].map(isAuditWords)).toEqual([false, false, false])
})
