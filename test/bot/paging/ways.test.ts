import { expect, test } from '@jest/globals'
import { pagingWays } from '../../../src/bot/paging/ways.ts'
import type { Platform } from '../../../src/bot/platform.ts'
import { readConfig } from '../../../src/config.ts'
import { testClock } from '../../harness/clock.ts'
import { memoryPlatform } from '../../harness/memory-platform.ts'

const { directPlace: _, ...withoutDirect } = memoryPlatform()
const named = (settings: Record<string, string>, platforms: Platform[] = [withoutDirect]) =>
  Object.keys(pagingWays(readConfig(settings), platforms, testClock()))

test('only what is set up is a way', () => {
  expect(named({})).toEqual([])
  expect(named({}, [withoutDirect, memoryPlatform()])).toEqual(['direct'])
  expect(named({ SMTP_URL: 'smtps://mail.example', MAIL_FROM: 'a@b.example' })).toEqual(['email'])
  expect(named({ PAGE_WEBHOOK_URL: 'https://pages.example' })).toEqual(['webhook'])
  expect(named({ MAIL_FROM: 'a@b.example', PAGE_WEBHOOK_SECRET: 'between us' })).toEqual([])
})

test('a mail server without the address that mails come from is half of it', () => {
  expect(() => named({ SMTP_URL: 'smtps://u:canary@mail.example' })).toThrow(
    'SMTP_URL is set, but MAIL_FROM is not.',
  )
})
