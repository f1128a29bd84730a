import { expect, test } from '@jest/globals'
import { clauseNames } from '../../src/oncall/clause-names.ts'
import { clausesOf } from '../../src/oncall/clauses.ts'
import { sampleRunbook } from '../harness/runs.ts'

test('every clause of the runbook has a name of its own, in its own words', () => {
  const runbook = sampleRunbook()
  const names = clauseNames(runbook)
  expect([...names.values()]).toEqual(clausesOf(runbook))
  expect([...names.keys()]).toEqual([
    'service-down',
    'data-lost',
    'security-breached',
    'nothing-works',
    'requests-fail',
    'performance-dropped-severely',
    'service-crashes',
    'database-problems',
    'performance-dropped-moderately',
    'something-fails',
    'configuration-wrong',
    'knowledge-base',
  ])
})

test('in any language; clauses of the same words share a name, which is then the last one’s', () => {
  const escalation = {
    levels: [],
    clauses: [{ within_minutes: 0, level: 2, when: ['Η υπηρεσία έπεσε', 'Down', 'It is down'] }],
  }
  expect([...clauseNames({ escalation }).keys()]).toEqual(['η-υπηρεσία', 'down'])
})
