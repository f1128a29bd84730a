import type { Card } from './card.ts'

/** Where a message belongs: a platform, and a thread there. */
export interface Place {
  platform: string
  /** The platform's own name of the conversation or thread. */
  thread: string
}

/** A message of ours. Its key is ours: posting the same key again finds the first post instead of repeating it. */
export interface Post extends Place {
  key: string
}

/** What the bot needs of a chat platform. */
export interface Platform {
  readonly name: string
  /** Each of its threads has one reader: the person whose it is. */
  readonly isPrivate: boolean
  /** The least time between two updates of a post that is being written, in milliseconds. */
  readonly updateEveryMs: number
  /** Posts a card under a key of ours; a repeat of the key updates what stands there. `partial`: see update. */
  post(place: Place, key: string, card: Card, partial?: boolean): Promise<Post>
  /** The card that a post shows now; null where there is no such post in its place. */
  read(post: Post): Promise<Card | null>
  /** Replaces the card of a post; `partial` marks one that will soon be replaced again. */
  update(post: Post, card: Card, partial?: boolean): Promise<void>
  /** Shows a card to one person only. */
  whisper(place: Place, personId: string, key: string, card: Card): Promise<void>
}

/** What people send, whatever the platform. All of it is kept in the intake until it is done. */
export type Inbound =
  | { kind: 'message'; text: string; machineModel?: string; language?: string }
  | { kind: 'click'; action: string; value: string; postKey: string; input?: string }

/** An inbound as the intake holds it. */
export interface Delivery {
  /** The platform's own id of this delivery: a repeat of it does nothing twice. */
  key: string
  place: Place
  /** From what was verified; null for somebody who is not in people.yml. */
  personId: string | null
  /** Whether that is certain; not so in the demo, where anybody may be anybody. */
  verified: boolean
  requestId: string
  inbound: Inbound
  receivedAt: Date
}
