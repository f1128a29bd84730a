import { expect, test } from '@jest/globals'
import { olderVersions } from '../../../src/sops/manuals/older.ts'
import { documentWith } from './documents.ts'

const now = documentWith('new', { created_at: '2026-11-25T10:00:00.000Z' })
const before = '2026-01-02T10:00:00.000Z'
const ids = (...all: Parameters<typeof documentWith>[]) =>
  olderVersions(now, [now, ...all.map((given) => documentWith(...given))]).map(({ document_id: id }) => id)

test('a manual of the same title, machine and language that came before is an older version', () => {
  expect(ids(['a', { created_at: before }])).toEqual(['a'])
  expect(ids(['a', { created_at: before, title: 'v4.0  maintenance', machine_models: [] }])).toEqual(['a'])
})

test.each([
  ['came later', { created_at: '2026-12-01T10:00:00.000Z' }],
  ['has another title', { created_at: before, title: 'V4.0 Start-up' }],
  ['is for another machine', { created_at: before, machine_models: ['V3.1B'] }],
  ['is in another language', { created_at: before, language: 'el' }],
])('what %s is none', (_, given) => {
  expect(ids(['a', given])).toEqual([])
})
