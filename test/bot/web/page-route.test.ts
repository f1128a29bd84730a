import { expect, test } from '@jest/globals'
import { failure, mayPass, sentenceOf } from '../../../src/bot/web/page/parts/failure.ts'
import { languageOf } from '../../../src/bot/web/page/parts/language.ts'
import { caseHref, conversationHref, parseRoute, runHref } from '../../../src/bot/web/page/parts/route.ts'

test.each([
  ['/', '', { at: 'chat', conversation: null }],
  ['/c/abc', '', { at: 'chat', conversation: 'abc' }],
  ['/elsewhere/x', '', { at: 'chat', conversation: null }],
  ['/documents/d1', '?page=37&quote=45%20Nm', { at: 'document', id: 'd1', page: 37, quote: '45 Nm' }],
  ['/documents/d1', '?page=-3', { at: 'document', id: 'd1', page: 1, quote: '' }],
  ['/approvals', '', { at: 'approvals' }],
  ['/runs', '', { at: 'runs' }],
  ['/runs/142', '', { at: 'run', number: 142 }],
  ['/runs/142x', '', { at: 'runs' }],
  ['/runs/-1', '', { at: 'runs' }],
  ['/cases', '', { at: 'cases' }],
  ['/cases/31', '', { at: 'case', number: 31 }],
  ['/cases/31x', '', { at: 'cases' }],
  ['/documents/d1', '?page=x', { at: 'document', id: 'd1', page: 1, quote: '' }],
])('the address %s%s is read', (path, search, route) => {
  expect(parseRoute(path, search)).toEqual(route)
})

test('a conversation is found again at its address', () => {
  const id = '3f0c8a52-7c39-4d0e-9b4c-8f2d4cf4f7aa'
  expect(parseRoute(conversationHref(id), '')).toEqual({ at: 'chat', conversation: id })
})

test('a run is found again at its address', () => {
  expect(parseRoute(runHref(142), '')).toEqual({ at: 'run', number: 142 })
})

test('a case is found again at its address', () => {
  expect(parseRoute(caseHref(31), '')).toEqual({ at: 'case', number: 31 })
})

test('what may pass is tried again, what was refused is not', () => {
  expect([0, 429, 500, 503].map((status) => mayPass(failure(status, '')))).toEqual([true, true, true, true])
  expect([400, 403, 404, 413].map((status) => mayPass(failure(status, '')))).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('whatever is thrown has a sentence', () => {
  expect(sentenceOf(failure(413, 'The file is too large.'))).toBe('The file is too large.')
  expect(sentenceOf('odd')).toBe('Something went wrong. Try again.')
})

test('Greek is marked as Greek, also with part numbers in it', () => {
  expect(languageOf('Τι σημαίνει το σφάλμα E-104 στο V4.0;')).toBe('el')
  expect(languageOf('What does E-104 mean? (Σφάλμα)')).toBeUndefined()
  expect(languageOf('')).toBeUndefined()
})
