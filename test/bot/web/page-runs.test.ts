import { expect, test } from '@jest/globals'
import { isApproval } from '../../../src/bot/web/page/chat/approval.ts'
import { spanOf, zonedTime } from '../../../src/bot/web/page/parts/time.ts'
import { eventWords } from '../../../src/bot/web/run-words.ts'
import { makePlan } from '../../../src/sops/make-plan.ts'
import { restart } from '../../../src/sops/procedures/restart.ts'
import type { RunFact } from '../../../src/sops/run.ts'

test.each([
  [0, 'under 1 s'],
  [58, '58 s'],
  [120, '2 min'],
  [125, '2 min 5 s'],
  [11_400, '3 h 10 min'],
  [-5, 'under 1 s'],
])('%i seconds are read as %s', (seconds, words) => {
  const from = '2026-11-25T04:00:00Z'
  expect(spanOf(from, new Date(Date.parse(from) + seconds * 1_000).toISOString())).toBe(words)
})

test('a time is 24-hour, with its zone', () => {
  expect(zonedTime('2026-11-25T21:06:12Z', 'Europe/Athens')).toMatch(/^25 Nov 2026, 23:06:12 (EET|GMT\+2)$/)
})

test('Enter takes no button that approves, nor the field that it asks for', () => {
  expect(
    ['run-approve', 'run-emergency', 'run-reject', 'run-withdraw'].filter((action) => isApproval({ action })),
  ).toEqual(['run-approve', 'run-emergency'])
})

const plan = makePlan(
  restart,
  { service: 'ai_assistant' },
  {
    proofSeconds: 10,
    services: [{ service: 'ai_assistant', state: 'running', replicas: [], revivals: 0, allows: ['restart'] }],
  },
)

test.each<[RunFact, string]>([
  [{ type: 'requested', reason: null, expiresAt: '' }, 'asked for it'],
  [{ type: 'requested', reason: 'It is slow', expiresAt: '' }, 'asked for it: It is slow'],
  [{ type: 'approved', digest: '', how: 'own' }, 'confirmed it'],
  [{ type: 'approved', digest: '', how: 'another' }, 'approved it'],
  [{ type: 'broke-glass', digest: '', reason: 'Fire' }, 'went ahead in an emergency without approval: Fire'],
  [{ type: 'rejected', reason: null }, 'rejected it'],
  [{ type: 'voided', why: 'The service is gone.' }, 'The plan is void: The service is gone.'],
  [{ type: 'step-began', step: 1, attempt: 1, operation: null }, 'Step 1 began: Check the current state'],
  [
    { type: 'step-began', step: 1, attempt: 2, operation: null },
    'Step 1 began: Check the current state, attempt 2',
  ],
  [{ type: 'settled', step: 3, decision: 'end' }, 'decided to end it at step 3'],
])('the timeline puts %j into words', (fact, words) => {
  expect(eventWords({ at: '2026-11-25T04:00:00Z', by: 'nikos', ...fact }, plan)).toBe(words)
})
