import { expect, test } from '@jest/globals'
import type { ChatAnswer, Citation } from '../../../src/assistant-api.ts'
import { checkCited } from '../../../src/sops/manuals/citing.ts'

const citation = (id: string, page: number): Citation => ({
  document_id: id,
  title: `Manual ${id}`,
  page,
  page_end: page,
  heading: '',
  quote: 'A quote.',
  url: `http://localhost:3000/documents/${id}?page=${page}`,
})
const answered = (question: string, mode: ChatAnswer['mode'], ...citations: Citation[]) => ({
  question,
  answer: {
    session_id: 's',
    message_id: 'm',
    answer: 'An answer.',
    citations,
    mode,
    model: null,
    machine_model: null,
    language: 'en',
    warnings: [],
    nearest: null,
    stopped_early: false,
    latency_ms: 1,
  },
})

test.each([
  ['model', 'written by AI'],
  ['extractive', 'quoted'],
] as const)('an answer (%s) that stands on it proves it, with page and way', (mode, how) => {
  const found = checkCited('a', [answered('How?', mode, citation('b', 3), citation('a', 37))])
  expect(found).toMatchObject({
    verdict: 'met',
    evidence: [{ label: 'Cited', value: `page 37, ${how}, for “How?”` }],
    noted: { cited: { label: 'Manual a, page 37', url: 'http://localhost:3000/documents/a?page=37' } },
  })
})

test('one of several questions is enough', () => {
  const asked = [answered('How?', 'none'), answered('Why?', 'extractive', citation('a', 2))]
  expect(checkCited('a', asked).verdict).toBe('met')
})

test('answered from another manual, or not at all, it fails and says so', () => {
  const other = checkCited('a', [answered('How?', 'extractive', citation('b', 3)), answered('Why?', 'none')])
  expect(other).toMatchObject({
    verdict: 'failed',
    detail: '“How?” was answered from “Manual b”, page 3. 1 more question did not cite it either.',
  })
  expect(checkCited('a', [answered('How?', 'none')]).detail).toBe('“How?” was answered with “not found”.')
  expect(checkCited('a', []).verdict).toBe('failed')
})
