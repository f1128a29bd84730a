import { expect, test } from '@jest/globals'
import { checkRead } from '../../../src/sops/manuals/reading.ts'
import { documentWith } from './documents.ts'

test('a manual that is ready is read; one that failed says why; one that is gone is gone', () => {
  expect(checkRead('a', [documentWith('a')])).toMatchObject({
    verdict: 'met',
    evidence: [{ label: 'Pages', value: '64' }],
  })
  const scan = documentWith('a', { status: 'failed', error: 'It is a scan. Run OCR on it.' })
  expect(checkRead('a', [scan])).toMatchObject({ verdict: 'failed', detail: 'It is a scan. Run OCR on it.' })
  expect(checkRead('a', [documentWith('b')])).toMatchObject({ verdict: 'failed' })
})

test.each([
  [{ status: 'processing', pages: null, pages_done: 0 }, 'opening the file'],
  [{ status: 'processing', pages: 1_300, pages_done: 119 }, 'reading page 120 of 1,300'],
  [{ status: 'processing', pages: 1_300, pages_done: 1_300 }, 'building the index'],
  [{ status: 'queued', pages: null, pages_done: 0 }, 'waits for its turn'],
] as const)('%o is told as “%s”, and is no failure', (given, progress) => {
  expect(checkRead('a', [documentWith('a', given)])).toMatchObject({ verdict: 'not-yet', progress })
})

test('in the queue, what is read before it is its progress too: its time-out does not run out meanwhile', () => {
  const waiting = documentWith('a', { status: 'queued', created_at: '2026-11-25T10:00:00.000Z' })
  const before = (done: number) =>
    documentWith('b', {
      status: 'processing',
      pages: 500,
      pages_done: done,
      created_at: '2026-11-25T09:00:00.000Z',
    })
  const progress = (done: number) => checkRead('a', [waiting, before(done)]).progress
  expect(progress(9)).toBe('waits for 1 manual before it, now reading page 10 of 500')
  expect(progress(10)).not.toBe(progress(9))
})
