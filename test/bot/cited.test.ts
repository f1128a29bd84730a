import { expect, test } from '@jest/globals'
import { citedLinks } from '../../src/bot/cited.ts'
import { newTokenKeys, tokenSigner } from '../../src/tokens.ts'
import { testClock } from '../harness/clock.ts'

const documentId = '11111111-1111-4111-8111-111111111111'
const clock = testClock()
const { privateKey } = newTokenKeys()
const links = citedLinks({ privateKey, publicUrl: 'https://ai.example', clock })
const tokenIn = (url: string) => new URL(url).pathname.split('/').at(-1) ?? ''

test('a link opens its document, and says the page', () => {
  const url = links.linkTo(documentId, 12)
  expect(url).toMatch(/^https:\/\/ai\.example\/cited\/[\w.-]+#page=12$/)
  expect(links.documentIn(tokenIn(url))).toBe(documentId)
})

test('a link for another document, a longer time, or by another key opens nothing', async () => {
  const [id = '', until = '', signature = ''] = tokenIn(links.linkTo(documentId, 1)).split('.')
  const others = citedLinks({ privateKey: newTokenKeys().privateKey, publicUrl: 'https://ai.example', clock })
  const forged = [
    `22222222-2222-4222-8222-222222222222.${until}.${signature}`,
    `${id}.${Number(until) + 1}.${signature}`,
    `${id}.${until}.`,
    '',
    tokenIn(others.linkTo(documentId, 1)),
    await tokenSigner(privateKey)({ subject: 'maria', roles: ['staff'] }, 'assistant'),
  ]
  for (const token of forged) expect(() => links.documentIn(token)).toThrow('This link is not one of ours.')
})

test('after thirty days a link has expired', () => {
  const token = tokenIn(links.linkTo(documentId, 1))
  clock.wind(30 * 24 * 3_600_000 + 1)
  expect(() => links.documentIn(token)).toThrow('This link has expired.')
})
