import type { Card } from '../../src/bot/card.ts'
import type { Delivery, Place, Platform, Rooms, SentFile } from '../../src/bot/platform.ts'
import { stranger } from '../../src/bot/stranger.ts'
import type { Person } from '../../src/people.ts'
import { wordsOf } from './bot.ts'

export interface MemoryPost {
  place: Place
  /** What it shows now. */
  card: Card
  /** It will be replaced soon. */
  isPartial: boolean
  /** The only person who sees it; null where everybody of the place does. */
  reader: string | null
  /** All that it ever showed, in words. */
  shown: string[]
}

/** A chat platform in memory that can do everything a platform can. */
export interface MemoryPlatform extends Platform {
  posts: Map<string, MemoryPost>
  homes: Map<string, Card>
  suggested: string[][]
  /** Whether messages are answered unasked, by thread. */
  autoAnswer: Map<string, boolean>
  /** The files that can be had, by id. */
  files: Map<string, Uint8Array>
  /** Who is turned away, whatever people.yml says. */
  guests: Set<string>
  rooms: Rooms
}

export const memory = 'memory'

/** A place: `town` in public, `town@maria` for Maria alone. */
export const place = (thread: string): Place => ({ platform: memory, thread })

export function memoryPlatform(): MemoryPlatform {
  const posts: MemoryPlatform['posts'] = new Map()
  const write = (where: Place, key: string, card: Card, isPartial = false, reader: string | null = null) => {
    const before = posts.get(key)
    const shown = [...(before?.shown ?? []), wordsOf(card)]
    posts.set(key, { place: before?.place ?? where, card, isPartial, reader, shown })
  }
  const platform: MemoryPlatform = {
    name: memory,
    isPrivate: false,
    updateEveryMs: 1,
    rooms: {},
    posts,
    homes: new Map(),
    suggested: [],
    autoAnswer: new Map(),
    files: new Map(),
    guests: new Set(),
    isConnected: () => true,
    identify: async ({ personId }: Delivery, people): Promise<Person> => {
      const person = personId === null ? undefined : people.byId(personId)
      if (person === undefined || platform.guests.has(person.id)) throw stranger()
      return person
    },
    post: async (where, key, card, isPartial) => {
      write(where, key, card, isPartial, where.thread.split('@')[1] ?? null)
      return { ...where, key }
    },
    read: async ({ key }) => posts.get(key)?.card ?? null,
    update: async (post, card, isPartial) =>
      write(post, post.key, card, isPartial, posts.get(post.key)?.reader ?? null),
    whisper: async (where, personId, key, card) => write(where, key, card, false, personId),
    sharesTo: ({ thread }) => {
      const [shared = '', reader] = thread.split('@')
      return reader === undefined ? null : place(shared)
    },
    threadOf: async ({ thread, key }) => place(`${thread}/${key}`),
    directPlace: ({ id }) => place(`${id}@${id}`),
    addressOf: ({ thread }) => `https://chat.example/${thread}`,
    showHome: async (personId, card) => void platform.homes.set(personId, card),
    suggest: async (_, questions) => void platform.suggested.push(questions),
    setAutoAnswer: async ({ thread }, on) => void platform.autoAnswer.set(thread.split('@')[0] ?? '', on),
    download: async ({ id }: SentFile) => new Blob([contentOf(id)]).stream(),
  }

  function contentOf(id: string): Uint8Array<ArrayBuffer> {
    const content = platform.files.get(id)
    if (content === undefined) throw new Error(`there is no file ${id}`)
    return new Uint8Array(content)
  }

  return platform
}
