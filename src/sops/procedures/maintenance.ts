import { defineProcedure, defineStep } from '../sop.ts'

const psql = (sql: string): string =>
  `docker compose -f docker-compose.prod.yml exec db psql -U abparts_user -d abparts_prod -c "${sql}"`

const onFailure = 'Nothing is lost. Look at what else works on the database, then retry this step.'

type Table =
  | 'ai_sessions'
  | 'ai_messages'
  | 'knowledge_documents'
  | 'knowledge_chunks'
  | 'knowledge_posting_lists'

/** Takes what was deleted out of a table, and tells the planner what is left. */
const vacuum = <const Name extends Table>(table: Name) =>
  defineStep({
    id: `vacuum-${table}`,
    kind: 'batches',
    verb: 'maintain_table',
    table,
    task: 'vacuum',
    title: `Vacuum and analyze ${table}`,
    success: 'The space of what was deleted can be used again.',
    timeoutSeconds: 1_000,
    onFailure,
    undo: 'Nothing to take back: what is stored stays as it is.',
  })

const reindex = <const Name extends Table>(table: Name) =>
  defineStep({
    id: `reindex-${table}`,
    kind: 'batches',
    verb: 'maintain_table',
    table,
    task: 'reindex',
    title: `Reindex ${table}`,
    success: 'Its indexes are built anew, while it is read and written.',
    timeoutSeconds: 1_000,
    onFailure,
    undo: 'Nothing to take back: what is stored stays as it is.',
  })

/**
 * Upkeep of the assistant's database. The old sessions go before the vacuum, which is then what makes their space
 * free; the seed's order left that to the week after.
 */
export const maintenance = defineProcedure({
  sop: 'SOP-006',
  name: 'maintenance',
  asked: 'maintenance [older than 30d] [because reason]',
  title: 'Delete {deleted} and clean the database',
  thing: 'abparts_prod',
  proves: '{deleted} deleted, the database cleaned',
  words: { deleted: 'old sessions', sessions: 'the', messages: 'the' },
  when: ['Once a week', 'The database has become slow'],
  impact: 'Small: questions are answered meanwhile. What is deleted is gone but for the backups.',
  minutes: [1, 30],
  undo: 'None for what is deleted, but a backup. The rest changes nothing that is stored.',
  parameters: { cutoff: { label: 'Sessions begun before', kind: 'cutoff' } },
  lock: 'database',
  steps: [
    {
      id: 'sizes-before',
      kind: 'observe',
      observe: 'table-sizes',
      title: 'Look how large the tables are',
      success: 'The size of every table is noted.',
      timeoutSeconds: 60,
      onFailure: 'Check that the agent and the database run, then ask again.',
      undo: null,
    },
    {
      id: 'delete',
      kind: 'batches',
      verb: 'delete_sessions',
      cutoff: { parameter: 'cutoff' },
      spared: { found: 'spared' },
      sessions: { found: 'sessions' },
      title: 'Delete {deleted}',
      success: 'They are gone with their messages, those of open cases and those used since apart.',
      timeoutSeconds: 120,
      onFailure: 'What is deleted so far stands; each batch is whole. Retry this step for the rest.',
      undo: null,
      destroys: true,
    },
    vacuum('ai_sessions'),
    vacuum('ai_messages'),
    vacuum('knowledge_documents'),
    vacuum('knowledge_chunks'),
    vacuum('knowledge_posting_lists'),
    reindex('ai_sessions'),
    reindex('ai_messages'),
    {
      id: 'statistics',
      kind: 'batches',
      verb: 'refresh_statistics',
      title: 'Update the statistics of all tables',
      success: 'The planner knows what every table looks like.',
      timeoutSeconds: 1_000,
      onFailure,
      undo: 'Nothing to take back: what is stored stays as it is.',
    },
    {
      id: 'sizes-after',
      kind: 'observe',
      observe: 'table-sizes-after',
      title: 'Look how large the tables are now',
      success: 'The size of every table is known beside what it was.',
      timeoutSeconds: 60,
      onFailure: 'Nothing is missing but the sizes.',
      undo: null,
    },
    {
      id: 'gone',
      kind: 'verify',
      check: 'old-sessions-gone',
      cutoff: { parameter: 'cutoff' },
      title: 'Check that no old session is left',
      success: 'The count of old sessions is none, but for those that stay.',
      timeoutSeconds: 60,
      onFailure: 'Ask for the maintenance once more: it plans what is left.',
      undo: null,
    },
    {
      id: 'healthy',
      kind: 'verify',
      check: 'healthy',
      service: 'ai_assistant',
      title: 'Check the health of the assistant',
      success: 'Health is good.',
      timeoutSeconds: 60,
      onFailure: 'Find the cause in the log, then retry this step or escalate.',
      undo: null,
    },
  ],
  byHand: [
    psql(
      "SELECT tablename, pg_size_pretty(pg_total_relation_size(schemaname||'.'||tablename)) AS size FROM pg_tables WHERE tablename LIKE 'ai_%' ORDER BY pg_total_relation_size(schemaname||'.'||tablename) DESC;",
    ),
    '# Only with a backup that was proved (SOP-007). Sessions of open cases go too, by hand: leave them out yourself.',
    psql(
      "DELETE FROM ai_messages WHERE session_id IN (SELECT session_id FROM ai_sessions WHERE created_at < NOW() - INTERVAL '30 days'); DELETE FROM ai_sessions WHERE created_at < NOW() - INTERVAL '30 days';",
    ),
    psql('VACUUM ANALYZE ai_sessions;'),
    psql('VACUUM ANALYZE ai_messages;'),
    psql('VACUUM ANALYZE knowledge_documents;'),
    '# Without CONCURRENTLY a reindex keeps everybody from the table as long as it takes.',
    psql('REINDEX TABLE CONCURRENTLY ai_sessions;'),
    psql('REINDEX TABLE CONCURRENTLY ai_messages;'),
    psql('ANALYZE;'),
    '# The sizes once more: the first command.',
  ],
})
