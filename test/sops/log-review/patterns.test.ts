import { expect, test } from '@jest/globals'
import { kindOf } from '../../../src/log-kinds.ts'
import { patternOf } from '../../../src/sops/log-review/patterns.ts'

test.each([
  ['openai', 'question answered with less than it could be: openai: answered 429'],
  ['openai', 'question answered with less than it could be: openai: timed out, then answered 503'],
  ['openai', 'OpenAI API error: insufficient_quota'],
  ['openai', 'the model service does not answer'],
  ['database', "answer refused: The assistant's database cannot be reached."],
  ['database', 'the database cannot be reached; work waits for it'],
  ['database', "worker step failed: Can't reach database server at `db`:`5432`"],
  [
    'database',
    'request failed: Connection terminated unexpectedly: connection terminated due to connection timeout',
  ],
  ['database', 'FATAL: sorry, too many clients already'],
  ['database', 'ERROR: deadlock detected'],
  ['database', 'DriverAdapterError: DatabaseNotReachable'],
  ['slow', 'slow answer'],
  ['slow', 'reading a document failed: the operation timed out'],
  ['slow', 'request took 12 s'],
  ['other', 'document cannot be read'],
  ['other', 'Redis cannot be reached; counting in memory meanwhile'],
  ['other', 'request failed: x is not a function'],
  // What somebody wrote or named does not decide: it is no part of the kind.
  ['other', 'document cannot be read: "our OpenAI database is slow.pdf"'],
])('%s: %s', (pattern, text) => {
  expect(patternOf(kindOf(text), 'error', 1, 3)).toBe(pattern)
})

test('an error that is nothing else is a repeated one from the limit on; a warning never is', () => {
  expect(patternOf('request failed', 'error', 2, 3)).toBe('other')
  expect(patternOf('request failed', 'error', 3, 3)).toBe('repeated')
  expect(patternOf('request failed', 'warning', 300, 3)).toBe('other')
  expect(patternOf('slow answer', 'warning', 300, 3)).toBe('slow')
})
