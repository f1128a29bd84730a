import { defineProcedure } from '../sop.ts'
import { lookAtState } from './service-steps.ts'

/** Stops a service, and proves that it is stopped. */
export const stop = defineProcedure({
  sop: 'SOP-001',
  name: 'stop',
  title: 'Stop {service}',
  thing: '{service}',
  proves: 'stopped',
  when: ['The service does harm while it runs', 'Work on what it needs wants it out of the way'],
  impact: 'The service is away until somebody starts it.',
  minutes: [1, 2],
  undo: 'Start {service}.',
  parameters: {
    service: { label: 'Service', kind: 'service', allows: 'stop', default: 'ai_assistant' },
  },
  lock: 'service:{service}',
  steps: [
    lookAtState,
    {
      id: 'stop',
      kind: 'act',
      verb: 'stop',
      service: { parameter: 'service' },
      title: 'Stop',
      success: 'The agent has stopped {service}.',
      timeoutSeconds: 90,
      onFailure: 'Find the cause in the log, then retry this step or escalate.',
      undo: 'Start {service}.',
    },
    {
      id: 'stopped',
      kind: 'verify',
      check: 'stopped',
      service: { parameter: 'service' },
      title: 'Check that it is stopped',
      success: 'No process of {service} is left.',
      timeoutSeconds: 30,
      onFailure: 'Look at the state and the log, then retry or escalate.',
      undo: null,
    },
  ],
  byHand: [
    'docker compose -f docker-compose.prod.yml ps ai_assistant',
    'docker compose -f docker-compose.prod.yml stop ai_assistant',
    'docker compose -f docker-compose.prod.yml ps ai_assistant   # no line is left but the heading',
  ],
})
