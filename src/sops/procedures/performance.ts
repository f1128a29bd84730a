import { defineProcedure } from '../sop.ts'

/** Measures how the assistant does, against the limits of what is normal. */
export const performance = defineProcedure({
  sop: 'SOP-005',
  name: 'performance',
  title: 'Report on the performance',
  thing: 'ai_assistant',
  proves: 'measured',
  when: ['Every day', 'The service is slow', 'Planning its size'],
  impact: 'None: it only looks.',
  minutes: [1, 1],
  undo: 'Nothing needs to be undone: nothing is changed.',
  parameters: {},
  lock: 'performance',
  steps: [
    {
      id: 'resources',
      kind: 'observe',
      observe: 'resources',
      service: 'ai_assistant',
      title: 'Measure CPU and memory',
      success:
        'The CPU as a share of its limit and the memory are known, of the process that uses most; or why not.',
      timeoutSeconds: 60,
      onFailure: 'Check that the agent runs, then ask again.',
      undo: null,
    },
    {
      id: 'answers',
      kind: 'observe',
      observe: 'answers',
      title: 'Ask for response times, errors, sessions and tokens',
      success:
        'Known are the response times and the share of failed requests of 5 minutes, the sessions with a message in 15 minutes, and the tokens of today and of 7 days; or why not.',
      timeoutSeconds: 60,
      onFailure: 'Check that the assistant and its database run, then ask again.',
      undo: null,
    },
    {
      id: 'statements',
      kind: 'observe',
      observe: 'slowest-statements',
      title: 'Ask the database for its slowest statements',
      success: 'The ten statements on ai_ tables that take longest are known; or why not.',
      timeoutSeconds: 60,
      onFailure: 'Check that the agent and the database run, then ask again.',
      undo: null,
    },
    {
      id: 'report',
      kind: 'observe',
      observe: 'performance-report',
      title: 'Compare with the limits, keep the report',
      success: 'Every value is normal, a warning, critical or unknown, and kept for the trend.',
      timeoutSeconds: 60,
      onFailure: 'Ask again.',
      undo: null,
    },
  ],
  byHand: [
    './logs/ai_assistant/monitor.sh',
    'docker stats --no-stream $(docker compose -f docker-compose.prod.yml ps -q ai_assistant)',
    "docker compose -f docker-compose.prod.yml exec db psql -U abparts_user -d abparts_prod -c \"SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 100) AS query, mean_exec_time, calls FROM pg_stat_statements WHERE query LIKE '%ai\\_%' AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY mean_exec_time DESC LIMIT 10;\"   # milliseconds; CREATE … and what begins with -- is from the installation",
  ],
})
