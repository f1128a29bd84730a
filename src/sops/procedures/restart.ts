import { defineProcedure } from '../sop.ts'
import { lookAtState, lookForErrors, proveHealth, proveNoNewErrors } from './service-steps.ts'

/** Restarts a service, and proves that it really did and works. */
export const restart = defineProcedure({
  sop: 'SOP-001',
  name: 'restart',
  title: 'Restart {service}',
  thing: '{service}',
  proves: 'healthy',
  when: [
    'The service does not respond',
    'It uses too much memory',
    'What it works with was changed (its own settings: SOP-002)',
  ],
  impact: 'The service is away for 30 to 60 seconds.',
  minutes: [1, 2],
  undo: 'Nothing needs to be undone: the same service runs again.',
  parameters: {
    service: { label: 'Service', kind: 'service', allows: 'restart', default: 'ai_assistant' },
  },
  lock: 'service:{service}',
  steps: [
    lookAtState,
    lookForErrors,
    {
      id: 'restart',
      kind: 'act',
      verb: 'restart',
      service: { parameter: 'service' },
      title: 'Restart',
      success: 'The agent has restarted {service}.',
      timeoutSeconds: 90,
      onFailure: 'Find the cause in the log, then retry this step or escalate.',
      undo: 'Nothing to undo: it is the same service that runs again.',
    },
    {
      id: 'started-anew',
      kind: 'verify',
      check: 'started-anew',
      service: { parameter: 'service' },
      title: 'Check that it started anew',
      success: 'Every process of {service} is another one than before.',
      timeoutSeconds: 60,
      onFailure: 'Look at the log for why it does not start, then retry or escalate.',
      undo: null,
    },
    proveHealth,
    proveNoNewErrors,
  ],
  byHand: [
    'docker compose -f docker-compose.prod.yml ps ai_assistant   # since when it is up',
    'docker compose -f docker-compose.prod.yml logs --tail=50 ai_assistant',
    'docker compose -f docker-compose.prod.yml restart ai_assistant   # reads no settings file again: that is SOP-002',
    'docker compose -f docker-compose.prod.yml ps ai_assistant   # up for seconds; within half a minute (healthy)',
    'curl http://localhost:8001/health   # "status":"ok", also 10 seconds later',
    'docker compose -f docker-compose.prod.yml logs --since=2m ai_assistant | grep -E \'"level":"(WARN|ERROR)"\'   # nothing that was not there before',
  ],
})
