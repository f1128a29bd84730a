import { expect, test } from '@jest/globals'
import type { SearchResult } from '../../../src/assistant-api.ts'
import { checkFound, queriesOf } from '../../../src/sops/manuals/finding.ts'

const tests = { passages: 9, terms: ['carriage', 'nozzle', 'E-104'], questions: [] }
const of = (id: string): SearchResult => ({
  document_id: id,
  title: `Manual ${id}`,
  page_start: 5,
  page_end: 5,
  heading: '',
  text: '',
  score: 1,
})

test('what people gave is searched for, phrase by phrase; else the manual’s own words together', () => {
  expect(queriesOf(' blade bolts, E-104,, blade bolts ', tests)).toEqual(['blade bolts', 'E-104'])
  expect(queriesOf('', tests)).toEqual(['carriage nozzle E-104'])
  expect(queriesOf(' , ', { ...tests, terms: [] })).toEqual([])
})

test('it is found where every query has it among its results; the evidence says which place', () => {
  const found = checkFound('a', [
    { query: 'bolts', results: [of('b'), of('a')] },
    { query: 'E-104', results: [of('a')] },
  ])
  expect(found).toMatchObject({
    verdict: 'met',
    evidence: [{ label: 'Found', value: '2nd of 2 for “bolts”; 1st of 1 for “E-104”' }],
  })
})

test('one query that does not find it fails it, and says what comes first instead', () => {
  const failed = checkFound('a', [
    { query: 'E-104', results: [of('a')] },
    { query: 'bolts', results: [of('b')] },
  ])
  expect(failed.verdict).toBe('failed')
  expect(failed.detail).toBe(
    'A search for “bolts” does not find it among the first 1; first comes “Manual b”, page 5.',
  )
  expect(checkFound('a', [{ query: 'bolts', results: [] }])).toMatchObject({
    verdict: 'failed',
    detail: 'A search for “bolts” finds nothing.',
  })
})

test('a manual without a word of its own fails', () => {
  expect(checkFound('a', []).verdict).toBe('failed')
})
