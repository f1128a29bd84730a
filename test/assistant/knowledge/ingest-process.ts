import { startIngestion } from '../../../src/assistant/knowledge/ingestion.ts'
import { systemClock } from '../../../src/clock.ts'
import { isUnreachable, openAssistantDb } from '../../../src/db.ts'
import { config, silent } from './knowledge-base.ts'

/** A process that reads documents and nothing else, to be killed by a test: `node ingest-process.ts URL`. */
startIngestion({
  db: openAssistantDb(process.argv[2] ?? ''),
  config: config(),
  log: silent,
  clock: systemClock,
  isUnreachable,
})
