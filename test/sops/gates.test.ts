import { expect, test } from '@jest/globals'
import type { Person, Role } from '../../src/people.ts'
import { procedures } from '../../src/sops/catalog.ts'
import { allows, type GateDecision, gateOf } from '../../src/sops/gates.ts'

const roles: Role[] = ['staff', 'on-call', 'senior', 'development', 'knowledge-keeper', 'administrator']
const person = (role: Role): Person => ({
  id: 'me',
  name: 'Me',
  roles: [role],
  identities: {},
  language: 'en',
})
const decisions: GateDecision[] = ['ask', 'approve', 'break-glass', 'review']

/** By hand: who may, of one's own and of somebody else's. Every other cell is a no. */
const allowed: Record<string, { own: Record<string, Role[]>; others: Record<string, Role[]> }> = {
  restart: {
    own: { ask: ['on-call', 'senior'], approve: ['on-call', 'senior'] },
    others: { ask: ['on-call', 'senior'] },
  },
  start: {
    own: { ask: ['on-call', 'senior'], approve: ['on-call', 'senior'] },
    others: { ask: ['on-call', 'senior'] },
  },
  stop: {
    own: { ask: ['on-call', 'senior'], 'break-glass': ['on-call', 'senior'] },
    others: { ask: ['on-call', 'senior'], approve: ['on-call', 'senior'], review: ['senior'] },
  },
  config: {
    own: { ask: ['on-call', 'senior'], 'break-glass': ['on-call', 'senior'] },
    others: { ask: ['on-call', 'senior'], approve: ['senior'], review: ['senior'] },
  },
  maintenance: {
    own: { ask: ['senior'], 'break-glass': ['senior'] },
    others: { ask: ['senior'], approve: ['senior'], review: ['senior'] },
  },
  restore: {
    own: { ask: ['senior'], 'break-glass': ['senior'] },
    others: { ask: ['senior'], approve: ['senior'], review: ['senior'] },
  },
  'add-manual': { own: { ask: ['knowledge-keeper'] }, others: { ask: ['knowledge-keeper'] } },
  backup: { own: { ask: ['on-call', 'senior'] }, others: { ask: ['on-call', 'senior'] } },
  'log-review': { own: { ask: ['on-call', 'senior'] }, others: { ask: ['on-call', 'senior'] } },
  performance: { own: { ask: ['on-call', 'senior'] }, others: { ask: ['on-call', 'senior'] } },
  unheard_of: { own: {}, others: {} },
}

const cells = Object.keys(allowed).flatMap((procedure) =>
  roles.flatMap((role) =>
    decisions.flatMap((decision) =>
      (['own', 'others'] as const).map((whose) => ({ procedure, role, decision, whose })),
    ),
  ),
)

test('who may is as the table written by hand says, in every cell', () => {
  const unexpected = cells.filter(({ procedure, role, decision, whose }) => {
    const by = whose === 'own' ? 'me' : 'somebody'
    const is = allows(procedure, decision, { person: person(role), askedBy: by, brokenBy: by })
    return is !== (allowed[procedure]?.[whose][decision] ?? []).includes(role)
  })
  expect(Object.keys(allowed)).toEqual(expect.arrayContaining(procedures.map(({ name }) => name)))
  expect(cells).toHaveLength(528)
  expect(unexpected).toEqual([])
})

test('every procedure has a gate, and nobody unknown may do anything', () => {
  for (const { name } of procedures) {
    expect(gateOf(name)).toBeDefined()
    for (const decision of decisions) {
      expect(allows(name, decision, { person: undefined, askedBy: 'me' })).toBe(false)
    }
  }
  expect(gateOf('toString')).toBeUndefined()
})
