import { type Clock, later } from '../../clock.ts'
import type { AssistantDb } from '../../db.ts'
import type { Logger } from '../../log.ts'
import { type Lease, reportProgress } from './lease-store.ts'

/** How long a document is this process's own without a word from it. */
export const leaseMs = 60_000
/** How often progress is written and the lease renewed. */
const reportMs = 1_000

/** A lease that is kept up. */
export interface Hold {
  progress(pagesDone: number, pages: number): void
  /** Aborted when the document was deleted or another process took it over. */
  lost: AbortSignal
  end(): Promise<void>
}

/** Writes the progress and renews the lease every second, until it is ended. */
export function holdLease(
  { db, clock, log }: { db: AssistantDb; clock: Clock; log: Logger },
  lease: Lease,
): Hold {
  const lost = new AbortController()
  let progress: { pagesDone: number; pages: number | null } = { pagesDone: 0, pages: null }
  let writing = Promise.resolve()
  const report = async (): Promise<void> => {
    const held = await reportProgress(db, lease, progress, later(clock.now(), leaseMs))
    if (!held) lost.abort()
  }
  const timer = setInterval(() => {
    writing = writing.then(report).catch((error: unknown) => {
      log.warn({ err: error, documentId: lease.documentId }, 'could not report progress')
    })
  }, reportMs)
  return {
    progress: (pagesDone, pages) => {
      progress = { pagesDone, pages }
    },
    lost: lost.signal,
    end: async () => {
      clearInterval(timer)
      await writing
    },
  }
}
