import type { Citation } from '../../../assistant-api.ts'
import type { Links } from '../../render/links.ts'

/** A passage that an answer stands on, and the number of its mark. */
export interface Source {
  number: number
  citation: Citation
}

/** What the elements of a card need to know of it. */
export interface Surroundings {
  links: Links
  /** What a press on the card says it was on. */
  postKey: string
  /** The sources that are drawn: those that the text of the message does not cite. */
  drawnSources: Source[]
  /** A name that no other element of the card has: `input`, `input-2`… */
  nameOf(kind: string): string
}

/** Names for the elements of one card. */
export function names(): Surroundings['nameOf'] {
  const counts = new Map<string, number>()
  return (kind) => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count === 1 ? kind : `${kind}-${count}`
  }
}
