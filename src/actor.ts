import type { Person } from './people.ts'

/** Somebody who does something to a run. */
export interface Actor {
  person: Person
  /** Whether it is certain who it is; not so in the demo. Audit keeps it. */
  verified: boolean
  requestId: string
  /** From where: `web`, `slack:C123`. */
  place: string
}
