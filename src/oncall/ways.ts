import type { Person } from '../people.ts'
import type { Severity } from './severity.ts'

/** The ways by which somebody is paged. */
export const wayNames = ['direct', 'email', 'webhook'] as const
export type WayName = (typeof wayNames)[number]

/** What somebody is told who must look at something now. */
export interface PageNote {
  /** Ours: a repeat of the key is the same page. Such as `page:31:0:1:anna:email`. */
  key: string
  /** `C-31` */
  caseName: string
  severity: Severity
  /** `CRITICAL · C-31 · The service is down` */
  headline: string
  /** What happened, who asked, by when somebody must have taken it; plain sentences. */
  lines: string[]
  /** The page where it is taken; null where there is none. */
  address: string | null
  /** It may have been sent before: the process died while it was. */
  mayBeRepeat: boolean
  requestId: string
}

/** A way of paging. */
export interface Way {
  /** Whether this person can be reached by it at all. */
  reaches(person: Person): boolean
  /** Sends a page. @throws where it is not known to have arrived; it is then sent again under its key. */
  send(person: Person, note: PageNote, signal: AbortSignal): Promise<void>
}

/** The ways that are set up. */
export type Ways = Partial<Record<WayName, Way>>

/** It will not arrive by this way, however often it is tried. */
export class PermanentFault extends Error {}
