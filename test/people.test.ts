import { expect, test } from '@jest/globals'
import {
  type Action,
  may,
  type Person,
  peopleFileSchema,
  peopleOf,
  type Role,
  rolesOf,
} from '../src/people.ts'

const person = (...roles: Role[]): Person => ({ id: 'x', name: 'X', roles, identities: {}, language: 'en' })

test.each<[Role[], Role[]]>([
  [[], ['staff']],
  [['staff'], ['staff']],
  [['on-call'], ['staff', 'on-call']],
  [['senior'], ['staff', 'on-call', 'senior']],
  [['development'], ['staff', 'development']],
  [['knowledge-keeper'], ['staff', 'knowledge-keeper']],
  [['administrator'], ['staff', 'administrator']],
])(
  '%j means %j: everybody known is staff, a senior is on call too, an administrator neither',
  (roles, all) => {
    expect(rolesOf(person(...roles))).toEqual(all)
  },
)

const everybody: Role[] = ['staff', 'on-call', 'senior', 'development', 'knowledge-keeper', 'administrator']

test.each<[Action, Role[]]>([
  ['ask', everybody],
  ['get-a-person', everybody],
  ['see-status', everybody],
  ['see-contacts', everybody],
  ['see-maintenance', everybody],
  ['plan-maintenance', ['senior']],
  ['see-phone-numbers', ['on-call', 'senior', 'development']],
  ['see-service-state', ['on-call', 'senior', 'development']],
  ['see-settings-problems', ['administrator']],
  ['upload-manuals', ['knowledge-keeper']],
  ['review-answers', ['senior', 'knowledge-keeper']],
])('%s: allowed to %j and to nobody else', (action, allowed) => {
  expect(everybody.filter((role) => may(person(role), action))).toEqual(allowed)
  expect(may(null, action)).toBe(false)
  expect(may(undefined, action)).toBe(false)
})

test.each(['no-such-action', 'constructor', '__proto__', ''])(
  'what is not in the table nobody may: %j',
  (action) => {
    expect(may(person(...everybody), action as Action)).toBe(false)
  },
)

const file = (people: unknown) => peopleFileSchema.safeParse({ people })

test('somebody is found by id and by what a platform calls them', () => {
  const parsed = file([{ id: 'maria', name: 'Maria', identities: { slack: 'U1', local: 'm' } }])
  const people = peopleOf(parsed.data ?? { people: [] })
  expect(people.byId('maria')?.name).toBe('Maria')
  expect(people.byIdentity('slack', 'U1')?.id).toBe('maria')
  expect(people.byIdentity('teams', 'U1')).toBeUndefined()
  expect(people.byId('constructor')).toBeUndefined()
})

test.each([
  [
    'an id twice',
    [
      { id: 'a', name: 'A' },
      { id: 'a', name: 'B' },
    ],
    ['people', 1, 'id'],
  ],
  [
    'an identity twice',
    [
      { id: 'a', name: 'A', identities: { slack: 'U1' } },
      { id: 'b', name: 'B', identities: { slack: 'U1' } },
    ],
    ['people', 1, 'identities', 'slack'],
  ],
  ['nobody', [], ['people']],
  ['a role that there is not', [{ id: 'a', name: 'A', roles: ['boss'] }], ['people', 0, 'roles', 0]],
  ['a field that there is not', [{ id: 'a', name: 'A', role: 'staff' }], ['people', 0]],
])('%s is refused at its place', (_, people, path) => {
  expect(file(people).error?.issues[0]?.path).toEqual(path)
})

test('one name on two platforms is one person', () => {
  expect(file([{ id: 'a', name: 'A', identities: { slack: 'a', teams: 'a', local: 'a' } }]).success).toBe(
    true,
  )
})
