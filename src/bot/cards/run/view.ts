import type { Person } from '../../../people.ts'

/** For whom, and as of when, a run's card is drawn. */
export interface RunView {
  /** null: a card that everybody sees, with all the buttons of its state. */
  viewer: Person | null
  /** Whether the viewer may decide on its plan now; of no meaning without one. */
  mayApprove: boolean
  /** The page with everything that is known of it. */
  recordUrl: string
  nameOf(personId: string): string
  timeZone: string
  /** Absent: how long it has been running is not said. */
  now?: Date
  /** In a chat a card also offers new plans, and a case; absent elsewhere. */
  inChat?: {
    /** Who is told when it goes wrong; null where nobody is named. */
    escalateTo: string | null
  }
}
