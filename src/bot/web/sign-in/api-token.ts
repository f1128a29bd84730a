import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** A new token: its text, which is shown once, and what is kept of it. */
export interface NewToken {
  id: string
  hash: string
  text: string
}

const form = /^aia_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

const digest = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Makes a token. Its secret is random, so a plain hash of it tells nothing. */
export function newToken(): NewToken {
  const id = randomBytes(6).toString('hex')
  const secret = randomBytes(32).toString('base64url')
  return { id, hash: digest(secret), text: `aia_${id}_${secret}` }
}

/** The id in a token's text; null where it is none. */
export function tokenIdIn(text: string): string | null {
  return form.exec(text)?.[1] ?? null
}

/** Whether a token's text holds the secret that was hashed. */
export function isToken(text: string, hash: string): boolean {
  const secret = form.exec(text)?.[2] ?? ''
  return timingSafeEqual(Buffer.from(digest(secret), 'hex'), Buffer.from(hash, 'hex'))
}
