import { expect, test } from '@jest/globals'
import { pagingSchema } from '../src/paging-settings.ts'
import { peopleFileSchema } from '../src/people.ts'

test('what the runbook does not say of paging is as it is without a word', () => {
  const usual = {
    critical: { ways: ['direct', 'email', 'webhook'], next_after_minutes: 3 },
    warning: { ways: ['direct', 'email'], next_after_minutes: 15 },
    information: { ways: ['direct'], next_after_minutes: 60 },
  }
  expect(pagingSchema.parse(undefined)).toEqual(usual)
  expect(pagingSchema.parse({ critical: { next_after_minutes: 1 }, warning: { ways: [] } })).toEqual({
    ...usual,
    critical: { ways: ['direct', 'email', 'webhook'], next_after_minutes: 1 },
    warning: { ways: [], next_after_minutes: 15 },
  })
})

test.each<[unknown, string]>([
  [{ critical: { ways: ['pigeon'] } }, 'must be one of direct, email, webhook'],
  [{ critical: { ways: ['email', 'email'] } }, 'must name each way once'],
  [{ critical: { ways: 'email' } }, 'must be a list of ways, such as [direct, email]'],
  [{ critical: { next_after_minutes: 0 } }, 'must be more than 0 minutes'],
  [{ critical: { next_after_minutes: 'soon' } }, 'must be a number of minutes'],
  [{ urgent: {} }, 'Unrecognized key: "urgent"'],
])('%j is refused', (paging, says) => {
  expect(pagingSchema.safeParse(paging).error?.issues[0]?.message).toBe(says)
})

const file = (notify: unknown) =>
  peopleFileSchema.safeParse({ people: [{ id: 'anna', name: 'Anna', notify }] })

test('a person says by which ways they are paged, of those severities that they mean', () => {
  const notify = { critical: ['webhook', 'direct'], information: [] }
  expect(file(notify).data?.people[0]?.notify).toEqual(notify)
  expect(file(undefined).data?.people[0]?.notify).toBeUndefined()
})

test.each<[unknown, (string | number)[]]>([
  [{ critical: ['pigeon'] }, ['people', 0, 'notify', 'critical', 0]],
  [{ warning: ['direct', 'direct'] }, ['people', 0, 'notify', 'warning']],
  [{ urgent: ['direct'] }, ['people', 0, 'notify']],
  [['direct'], ['people', 0, 'notify']],
])('%j is refused at its place', (notify, path) => {
  expect(file(notify).error?.issues[0]?.path).toEqual(path)
})
