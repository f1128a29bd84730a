import type { Person } from '../../../people.ts'

/** For whom, and as of when, a run's card is drawn. */
export interface RunView {
  /** null: a card that everybody sees, with all the buttons of its state. */
  viewer: Person | null
  /** Whether the viewer may decide on its plan now; of no meaning without one. */
  mayApprove: boolean
  /** Whether it waits for somebody other than the one who asked. */
  needsAnother: boolean
  /** The page with everything that is known of it. */
  recordUrl: string
  nameOf(personId: string): string
  timeZone: string
  now: Date
  /** Who is told when it goes wrong; null where nobody is, or where a case cannot be opened from here. */
  escalateTo: string | null
}
