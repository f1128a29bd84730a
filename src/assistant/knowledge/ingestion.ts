import { type Clock, later } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { AssistantDb } from '../../db.ts'
import { UserError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { throughOutages } from '../../outage.ts'
import { startWorker, type Worker } from '../../worker.ts'
import { extract } from './extract.ts'
import { refreshStatistics, replacePassages } from './index-store.ts'
import { indexed } from './indexed.ts'
import { holdLease, leaseMs } from './lease-hold.ts'
import { giveBack, type Lease, markFailed, originalOf, takeLease } from './lease-store.ts'
import { stemmerOf } from './stemmers.ts'

export interface IngestionParts {
  db: AssistantDb
  config: Config
  log: Logger
  clock: Clock
  /** Whether an error says that the database cannot be reached now. */
  isUnreachable(error: unknown): boolean
}

const restMs = 2_000
const maxAttempts = 3

/**
 * Reads queued documents into the index, one at a time; several copies may share the work. A reading that its
 * process did not survive begins again when its lease has run out.
 */
export function startIngestion(parts: IngestionParts): Worker {
  const stopping = new AbortController()
  const worker = startWorker({
    name: 'ingestion',
    step: throughOutages(() => ingestNext(parts, stopping.signal), parts),
    restMs,
    log: parts.log,
  })
  return {
    wake: worker.wake,
    stop: async () => {
      stopping.abort()
      await worker.stop()
    },
  }
}

async function ingestNext(parts: IngestionParts, stopping: AbortSignal): Promise<boolean> {
  const { db, clock, log } = parts
  const now = clock.now()
  const lease = await takeLease(db, now, later(now, leaseMs))
  if (lease === undefined) return false
  const { documentId, attempt } = lease
  if (attempt > maxAttempts) {
    await markFailed(
      db,
      lease,
      `Reading it stopped without a reason ${maxAttempts} times. Read it again, or upload it anew.`,
    )
    return true
  }
  log.info({ documentId, attempt }, 'reading a document')
  try {
    await ingest(parts, lease, stopping)
  } catch (error) {
    await settle(parts, lease, error, stopping)
  }
  return true
}

async function ingest(parts: IngestionParts, lease: Lease, stopping: AbortSignal): Promise<void> {
  const { db, config, log } = parts
  const hold = holdLease(parts, lease)
  try {
    const signal = AbortSignal.any([stopping, hold.lost])
    const { pages, passages, peakMemoryMb } = await extract(originalOf(db, lease), {
      config,
      progress: hold.progress,
      signal,
    })
    const kept = await replacePassages(db, lease, {
      pages,
      stemmer: stemmerOf(lease.language),
      passages: indexed(lease, passages),
      signal,
    })
    if (kept) await refreshStatistics(db)
    log.info(
      { documentId: lease.documentId, pages, passages: passages.length, peakMemoryMb, kept },
      'document read',
    )
  } finally {
    await hold.end()
  }
}

/** What becomes of a document whose reading did not end well. */
async function settle(
  { db, log }: IngestionParts,
  lease: Lease,
  error: unknown,
  stopping: AbortSignal,
): Promise<void> {
  const { documentId } = lease
  if (stopping.aborted) {
    log.info({ documentId }, 'reading is given up: the process stops')
    await giveBack(db, lease, { counts: false })
  } else if (error instanceof UserError) {
    log.warn({ documentId, code: error.code }, 'document cannot be read')
    await markFailed(db, lease, [error.message, error.action].filter(Boolean).join(' '))
  } else if (isAbort(error)) {
    log.info({ documentId }, 'reading is given up: the document is another process’s now, or gone')
  } else {
    log.error({ err: error, documentId, attempt: lease.attempt }, 'reading a document failed')
    await giveBack(db, lease, { counts: true })
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
