import { expect, test } from '@jest/globals'
import { makePlan } from '../../src/sops/make-plan.ts'
import { restart } from '../../src/sops/procedures/restart.ts'
import { stop } from '../../src/sops/procedures/stop.ts'
import type { Procedure } from '../../src/sops/sop.ts'
import { services } from './services.ts'

const facts = { services, proofSeconds: 7 }
const plan = (procedure: Procedure = restart, parameters = {}) => makePlan(procedure, parameters, facts)

test('a plan is literal: no text is left unfilled, and each step says its call', () => {
  expect(JSON.stringify(plan())).not.toMatch(/\{(service|proof_seconds)\}/)
  expect(plan().steps.map(({ command }) => command)).toEqual([
    'agent ps ai_assistant',
    'agent logs ai_assistant errors',
    'agent restart ai_assistant',
    'agent ps ai_assistant',
    'agent probe ai_assistant',
    'agent logs ai_assistant errors',
  ])
  expect(plan().steps[4]).toMatchObject({
    forSeconds: 7,
    success: 'Health is good, and stays good for 7 s more.',
  })
})

test('the digest is the same for the same, and another for whatever differs', () => {
  expect(plan().digest).toBe(plan().digest)
  const others = [
    plan(stop),
    plan({ ...restart, impact: 'None.' }),
    plan(restart, { service: 'ai_bot' }),
    makePlan(restart, {}, { ...facts, proofSeconds: 8 }),
  ]
  expect(new Set([plan(), ...others].map(({ digest }) => digest)).size).toBe(5)
})

test('an unknown service is refused with those there are, a forbidden verb with what is allowed', () => {
  expect(() => plan(restart, { service: '$(id)' })).toThrow('There is no service “$(id)”.')
  expect(() => plan(stop, { service: 'ai_bot' })).toThrow('ai_bot does not allow stop from here.')
  expect(() => plan(restart, { service: 'ai_assistant', more: 'x' })).toThrow('restart takes no "more".')
})
