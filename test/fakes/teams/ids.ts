import { createHash } from 'node:crypto'

/** Ids as Teams makes them: each only once, later ones greater. */
export interface Ids {
  /** A message's: the moment in milliseconds, as text. */
  message(): string
  /** `f:…`: of what is no message, an invoke or an update of a conversation. */
  event(): string
}

/** Begins to count. */
export function teamsIds(): Ids {
  let last = 0
  return {
    // The time of a message is its name: of two in the same moment the second is a little later.
    message: () => {
      last = Math.max(last + 1, Date.now())
      return String(last)
    },
    event: () => `f:${crypto.randomUUID()}`,
  }
}

/** The GUID of something with a name, always the same: `maria`, `tenant autoboss`. */
export function namedGuid(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

/** How Teams calls somebody before one bot: `29:1…`. */
export const memberId = (name: string): string => `29:1${digest(`member ${name}`)}`

/** `a:1…`: the conversation of one person with the bot. */
export const personalId = (name: string): string => `a:1${digest(`personal ${name}`)}`

/** `19:…@thread.v2` of a chat, `19:…@thread.tacv2` of a channel. */
export const threadId = (name: string, kind: 'v2' | 'tacv2'): string =>
  `19:${digest(`thread ${name}`).slice(0, 44)}@thread.${kind}`

const digest = (name: string): string => createHash('sha512').update(name).digest('base64url')
