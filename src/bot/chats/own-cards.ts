import type { Person } from '../../people.ts'
import type { Card } from '../card.ts'

/** Posts that some see otherwise than all others do. A chat platform knows no more of them than this. */
export interface OwnCards {
  /** Who is shown a card of their own in the place of a post's; nobody where all see the same. */
  readersOf(postKey: string): Person[]
  /** What somebody is shown there now; null where all see the same. */
  cardFor(postKey: string, person: Person): Promise<Card | null>
}
