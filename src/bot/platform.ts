import type { People, Person } from '../people.ts'
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

/** Places that an administrator has set, where those concerned read together. */
export interface Rooms {
  /** Where plans and runs are shown and approved. */
  operations?: Place
  /** Where questions that want a person are shown. */
  cases?: Place
  /** Where everybody reads, and maintenance is announced. */
  announcements?: Place
}

/** What the bot needs of a chat platform. */
export interface Platform {
  readonly name: string
  /** Each of its threads has one reader: the person whose it is. */
  readonly isPrivate: boolean
  /** The least time between two updates of a post that is being written, in milliseconds. */
  readonly updateEveryMs: number
  readonly rooms: Rooms
  /** Whether what is posted now arrives now. */
  isConnected(): boolean
  /** Whether an error says that it cannot be reached, or wants to be left alone, for now. */
  isPassing?(error: unknown): boolean
  /**
   * Who sent a delivery, as is true now, whatever was true when it arrived.
   * @throws UserError with why this person is not served.
   */
  identify(delivery: Delivery, people: People): Promise<Person>
  /** Posts a card under a key of ours; a repeat of the key updates what stands there. `partial`: see update. */
  post(place: Place, key: string, card: Card, partial?: boolean): Promise<Post>
  /** The card that a post shows now; null where there is no such post in its place. */
  read(post: Post): Promise<Card | null>
  /** Replaces the card of a post; `partial` marks one that will soon be replaced again. */
  update(post: Post, card: Card, partial?: boolean): Promise<void>
  /** Shows a card to one person only. */
  whisper(place: Place, personId: string, key: string, card: Card): Promise<void>
  /** Where a reply that only one person sees can be shared; null where there is no such place. */
  sharesTo(place: Place): Place | null
  /** Where that stands which must last, for a place whose replies do not; absent where all last. */
  lastsAt?(place: Place): Place
  /** What several threads are in together; absent where each stands alone. */
  channelOf?(place: Place): string
  /** @throws UserError where what is posted in a place would be seen by nobody: the bot is not in it. */
  checkReach?(place: Place): Promise<void>
  /** Where replies to a post are said; null where nobody can reply to it by itself. */
  threadOf?(post: Post): Promise<Place | null>
  /** Where somebody is written to alone; null where they have no such place, absent where nobody has. */
  directPlace?(person: Person): Place | null
  /** A page where a place can be read; null where there is none. */
  addressOf(place: Place): string | null
  /** Shows somebody their start page on the platform, where it has one. */
  showHome?(personId: string, card: Card): Promise<void>
  /** Offers questions to begin with, where the platform shows such. */
  suggest?(place: Place, questions: string[]): Promise<void>
  /**
   * Sets whether a channel's messages are answered without being asked, for the channel that a place is in.
   * @throws UserError where the place is in no channel.
   */
  setAutoAnswer?(place: Place, on: boolean, personId: string): Promise<void>
  /** The content of a file that somebody sent. @throws UserError where it cannot be had. */
  download?(file: SentFile, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

/** A file that somebody sent, as the platform describes it. */
export interface SentFile {
  /** The platform's own id. */
  id: string
  name: string
  /** `application/pdf` */
  type: string
  /** In bytes; 0 where the platform does not say. */
  size: number
  /** The platform shows it here, but hands it out only where somebody is alone with the bot. */
  isOutOfReach?: true
}

/** What people send, whatever the platform. All of it is kept in the intake until it is done. */
export type Inbound =
  | {
      kind: 'message'
      text: string
      machineModel?: string
      language?: string
      /** How urgent it was said to be, in the form that asked for its words: the key of a clause. */
      clause?: string
      /** Its words may be a command without a slash: somebody spoke to the bot by name, or alone with it. */
      mayCommand?: true
      /** Nobody spoke to the bot: it answers where it knows, and is silent elsewhere. */
      unaddressed?: true
      /** It was said in a thread that the bot is in, without naming it: perhaps to the others there. */
      overheard?: true
      /** In a thread where nobody but the bot could be meant. */
      alone?: true
    }
  /** What a message says now that was a question before; `of` is the key of its delivery. */
  | { kind: 'edit'; of: string; text: string }
  | { kind: 'deletion'; of: string }
  /** `overheard` and `alone` as of a message. */
  | { kind: 'files'; files: SentFile[]; overheard?: true; alone?: true }
  /** Somebody looks at their start page, or opens a conversation with the bot. */
  | { kind: 'visit'; page: 'home' | 'conversation' }
  | {
      kind: 'click'
      action: string
      value: string
      postKey: string
      /** What was typed at the press. */
      input?: string
      /** What was filled into the form that the press opened, by field. */
      fields?: Record<string, string>
    }

/** What somebody wrote. */
export type Message = Extract<Inbound, { kind: 'message' }>

/** What somebody sent beside words, or without any. */
export type Files = Extract<Inbound, { kind: 'files' }>

/** An inbound as the intake holds it. */
export interface Delivery {
  /** The platform's own id of this delivery: a repeat of it does nothing twice. */
  key: string
  place: Place
  /** From what was verified; null for somebody who is nobody here. */
  personId: string | null
  /** Whether that is certain; not so in the demo, where anybody may be anybody. */
  verified: boolean
  requestId: string
  inbound: Inbound
  receivedAt: Date
  /** What the platform itself needs to answer it. */
  origin?: Record<string, string>
}
