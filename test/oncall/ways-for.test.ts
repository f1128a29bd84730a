import { expect, test } from '@jest/globals'
import { severities } from '../../src/oncall/severity.ts'
import { type WayName, wayNames } from '../../src/oncall/ways.ts'
import { type Reach, waysFor } from '../../src/oncall/ways-for.ts'
import { notifySchema, pagingSchema, waysSchema } from '../../src/paging-settings.ts'
import type { Person } from '../../src/people.ts'

const paging = pagingSchema.parse(undefined)
const person = (notify?: Person['notify']): Person => ({
  id: 'anna',
  name: 'Anna',
  roles: [],
  identities: {},
  ...(notify && { notify }),
})
const reaching = (...names: WayName[]): Reach =>
  Object.fromEntries(wayNames.map((name) => [name, { reaches: () => names.includes(name) }]))
const everything = reaching(...wayNames)

test('without a list of their own somebody is paged as the runbook says', () => {
  expect(severities.map((severity) => waysFor(person(), severity, paging, everything))).toEqual([
    ['direct', 'email', 'webhook'],
    ['direct', 'email'],
    ['direct'],
  ])
})

test('their own list goes before, in its own order; an empty one is nothing', () => {
  const anna = person({ critical: ['webhook', 'direct'], information: [] })
  expect(waysFor(anna, 'critical', paging, everything)).toEqual(['webhook', 'direct'])
  expect(waysFor(anna, 'warning', paging, everything)).toEqual(['direct', 'email'])
  expect(waysFor(anna, 'information', paging, everything)).toEqual([])
})

test('what is not set up or does not reach them is left out', () => {
  expect(waysFor(person(), 'critical', paging, reaching('webhook', 'email'))).toEqual(['email', 'webhook'])
  expect(waysFor(person(), 'critical', paging, {})).toEqual([])
  expect(waysFor(person({ critical: ['email'] }), 'critical', paging, reaching('direct'))).toEqual([])
})

test('the settings files name the ways and the severities that there are', () => {
  expect(waysSchema.parse([...wayNames])).toEqual([...wayNames])
  expect(waysSchema.safeParse(['pigeon']).error?.issues[0]?.message).toBe(
    'must be one of direct, email, webhook',
  )
  expect(Object.keys(notifySchema.shape)).toEqual([...severities])
  expect(Object.keys(paging)).toEqual([...severities])
})
