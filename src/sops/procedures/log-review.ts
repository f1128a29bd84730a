import { defineProcedure } from '../sop.ts'

/** Reads the logs of a time, compares them with the time before, and keeps what was found. */
export const logReview = defineProcedure({
  sop: 'SOP-004',
  name: 'log-review',
  asked: 'logs review [since 24h]',
  title: 'Review the logs',
  thing: 'ai_assistant',
  proves: 'reviewed',
  when: ['Every day', 'Somebody reports problems', 'After an incident'],
  impact: 'None: it only looks.',
  minutes: [1, 1],
  undo: 'Nothing needs to be undone: nothing is changed. A ticket is closed by its button.',
  parameters: { period: { label: 'Since', kind: 'period', default: '24h' } },
  lock: 'log-review',
  steps: [
    {
      id: 'read',
      kind: 'observe',
      observe: 'log-summary',
      service: 'ai_assistant',
      period: { parameter: 'period' },
      title: 'Read the logs',
      success:
        'Of what the assistant prints and of both of its files it is known how many errors and warnings of which kind they hold, or that they could not be read.',
      timeoutSeconds: 60,
      onFailure: 'Check that the agent runs, then ask again.',
      undo: null,
    },
    {
      id: 'read-before',
      kind: 'observe',
      observe: 'log-summary-before',
      service: 'ai_assistant',
      period: { parameter: 'period' },
      title: 'Read the same span before',
      success: 'The same is known of the span before, where the logs reach back so far.',
      timeoutSeconds: 60,
      onFailure: 'Check that the agent runs, then ask again.',
      undo: null,
    },
    {
      id: 'review',
      kind: 'observe',
      observe: 'log-review',
      service: 'ai_assistant',
      title: 'Compare, keep findings, open tickets',
      success:
        'Every kind belongs to a pattern (OpenAI, database, slow responses, repeated errors, other), is held against the span before and kept; what recurs has a ticket.',
      timeoutSeconds: 60,
      onFailure: 'Ask again; if it fails again, read the logs by hand.',
      undo: null,
    },
  ],
  byHand: [
    'tail -100 logs/ai_assistant/ai_assistant_errors.log   # nothing is printed where there was no error',
    'tail -200 logs/ai_assistant/ai_assistant.log | grep -iE "error|warn"',
    'docker compose -f docker-compose.prod.yml logs --since=24h ai_assistant | grep -i error',
    'docker compose -f docker-compose.prod.yml logs --since=24h ai_assistant | grep -i warn',
  ],
})
