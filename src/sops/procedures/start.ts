import { defineProcedure } from '../sop.ts'
import { lookAtState, lookForErrors, proveHealth, proveNoNewErrors } from './service-steps.ts'

/** Starts a service that is stopped, and proves that it works. */
export const start = defineProcedure({
  sop: 'SOP-001',
  name: 'start',
  title: 'Start {service}',
  thing: '{service}',
  proves: 'healthy',
  when: ['The service is stopped'],
  impact: 'None: the service is stopped now. What needs it works again.',
  minutes: [1, 2],
  undo: 'Stop {service}.',
  parameters: {
    service: { label: 'Service', kind: 'service', allows: 'start', default: 'ai_assistant' },
  },
  lock: 'service:{service}',
  steps: [
    lookAtState,
    lookForErrors,
    {
      id: 'start',
      kind: 'act',
      verb: 'start',
      service: { parameter: 'service' },
      title: 'Start',
      success: 'The agent has started {service}.',
      timeoutSeconds: 90,
      onFailure: 'Find the cause in the log, then retry this step or escalate.',
      undo: 'Stop {service}.',
    },
    {
      id: 'running',
      kind: 'verify',
      check: 'running',
      service: { parameter: 'service' },
      title: 'Check that it runs',
      success: '{service} runs.',
      timeoutSeconds: 60,
      onFailure: 'Look at the log for why it does not start, then retry or escalate.',
      undo: null,
    },
    proveHealth,
    proveNoNewErrors,
  ],
  byHand: [
    'docker compose -f docker-compose.prod.yml ps -a ai_assistant   # Exited',
    'docker compose -f docker-compose.prod.yml logs --tail=50 ai_assistant',
    'docker compose -f docker-compose.prod.yml up -d --no-deps --wait ai_assistant   # comes back when it is healthy; takes up a changed settings file',
    'curl http://localhost:8001/health   # "status":"ok", also 10 seconds later',
    'docker compose -f docker-compose.prod.yml logs --since=2m ai_assistant | grep -E \'"level":"(WARN|ERROR)"\'   # nothing that was not there before',
  ],
})
