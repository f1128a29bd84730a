import { expect, test } from '@jest/globals'
import type { ServiceState } from '../../../src/agent-api.ts'
import { type StatusFacts, statusCard } from '../../../src/bot/cards/status.ts'
import { wordsOf } from '../../harness/bot.ts'

const facts: StatusFacts = {
  health: null,
  cases: null,
  settingsProblems: [],
  services: null,
  maintenance: [],
  timeZone: 'Europe/Athens',
}
const assistant = (state: ServiceState['state'], revivals = 0): ServiceState => ({
  service: 'ai_assistant',
  state,
  replicas: [],
  revivals,
  allows: ['start', 'stop', 'restart'],
})
const words = (changes: Partial<StatusFacts>): string => wordsOf(statusCard({ ...facts, ...changes }))

test.each<[string, StatusFacts['services'], boolean]>([
  ['nobody may tell', null, true],
  ['the agent is away', 'away', true],
  ['the agent does not list it', [], true],
  ['it is failing', [assistant('failing')], true],
  ['it is stopped', [assistant('stopped')], false],
  ['it runs and is silent', [assistant('running')], false],
])('an assistant that does not answer may be restarting where %s: %#', (_, services, mayBe) => {
  const text = words({ services })
  expect(text.includes('It may be restarting.')).toBe(mayBe)
  expect(text).toContain(
    'Questions that you ask now are kept, and answered when it is back within 10 minutes.',
  )
})

test('without the database nobody is sent to look at the manuals in it', () => {
  const down = words({
    health: {
      status: 'down',
      dependencies: { database: { state: 'down' }, knowledge: { state: 'down' } },
    },
  })
  expect(down).toContain('Database: Questions wait until it is back')
  expect(down).not.toContain('knowledge keeper')
  const empty = words({
    health: {
      status: 'degraded',
      dependencies: { database: { state: 'ok' }, knowledge: { state: 'degraded' } },
    },
  })
  expect(empty).toContain('Ask a knowledge keeper')
})

test.each([
  [1, 'failing, started again once by itself'],
  [3, 'failing, started again 3 times by itself'],
])('%i revivals are told in words', (revivals, text) => {
  expect(words({ services: [assistant('failing', revivals)] })).toContain(text)
})
