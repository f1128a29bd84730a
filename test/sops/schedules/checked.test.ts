import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parseConfigText } from '../../../src/config-text.ts'
import { checkedRunbookSchema } from '../../../src/sops/schedules/checked.ts'

const sample = readFileSync(join(import.meta.dirname, '../../../config/runbook.yml'), 'utf8')
const read = (schedules: string) => {
  const text = `${sample.slice(0, sample.indexOf('\nschedules:'))}\nschedules:\n${schedules}\n`
  return parseConfigText('runbook.yml', text, checkedRunbookSchema).schedules
}

const one = (change: Record<string, string>): string => {
  const given = { name: 'nightly', procedure: 'log-review', every: 'day', at: '"06:30"', ...change }
  return `  - { ${Object.entries(given)
    .map((pair) => pair.join(': '))
    .join(', ')} }`
}

test('the sample is valid: a review of the logs and a report on the performance every day, a backup and upkeep every week', () => {
  const { schedules } = parseConfigText('runbook.yml', sample, checkedRunbookSchema)
  expect(schedules.map(({ procedure, every }) => [procedure, every])).toEqual([
    ['log-review', 'day'],
    ['performance', 'day'],
    ['backup', { weekday: 'sun' }],
    ['maintenance', { weekday: 'sun' }],
  ])
})

test('what is left out has its default; without the list there are none', () => {
  expect(read(one({ every: '{ weekday: sun }' }))).toEqual([
    {
      name: 'nightly',
      procedure: 'log-review',
      parameters: {},
      every: { weekday: 'sun' },
      at: '06:30',
      tells: 'operations',
    },
  ])
  const text = sample.slice(0, sample.indexOf('\nschedules:'))
  expect(parseConfigText('runbook.yml', text, checkedRunbookSchema).schedules).toEqual([])
})

test('what deletes may stand there, with an age: at each due time that is another moment', () => {
  const upkeep = { procedure: 'maintenance', parameters: '{ cutoff: older than 30d }' }
  expect(read(one(upkeep))[0]?.parameters).toEqual({ cutoff: 'older than 30d' })
})

test.each(['restart', 'start', 'stop', 'config'])(
  '%s needs somebody’s word, and is refused with a sentence',
  (procedure) => {
    expect(() => read(one({ procedure }))).toThrow(
      `schedules[0].procedure: ${procedure} may not run by the clock, since a person must confirm or approve it; name one of add-manual, log-review, performance, maintenance, backup`,
    )
  },
)

test.each([
  [{ procedure: 'maintenance' }, '“” is not how old a session must be. Write an age such as older than 30d'],
  [
    { procedure: 'maintenance', parameters: '{ cutoff: "2026-10-30T00:00:00Z" }' },
    '“2026-10-30T00:00:00Z” is not how old a session must be.',
  ],
  [
    { procedure: 'maintenance', parameters: '{ cutoff: older than 6d }' },
    'Sessions younger than 7 days are not deleted.',
  ],
  [{ procedure: 'polish' }, 'there is no procedure "polish"; name one of'],
  [
    { parameters: '{ period: 3 years }' },
    'schedules[0].parameters: “3 years” is no span of time. Write one such as',
  ],
  [{ parameters: '{ service: db }' }, 'log-review takes no "service". It takes: period'],
  [{ every: 'hour' }, 'must be day, or a day of the week such as { weekday: sun }'],
  [{ at: '"24:00"' }, 'must be a time of day'],
  [{ name: 'Nightly Review' }, 'must be at most 22 lower-case letters'],
  [{ tells: 'everybody' }, 'must be one of operations, cases, runs-page'],
])('%j is refused with what to write', (change, says) => {
  expect(() => read(one(change))).toThrow(says)
})

test('two of one name are refused', () => {
  expect(() => read([one({}), one({ procedure: 'performance' })].join('\n'))).toThrow(
    'schedules[1].name: "nightly" is another schedule already',
  )
})
