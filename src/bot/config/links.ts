import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { type Clock, later } from '../../clock.ts'
import { UserError } from '../../errors.ts'

/** What a link is for: a secret, and the delivery that asked for it; that says whose it is. */
export interface SecretAsked {
  setting: string
  delivery: string
}

/** Links to a page that takes one secret, once. */
export interface SecretLinks {
  /** The page's address, relative to the bot's own, and until when it opens. */
  linkTo(asked: SecretAsked): { path: string; until: Date }
  /** What a link's token is for. @throws UserError where it is not ours, or has expired. */
  askedIn(token: string): SecretAsked
}

/** Where such links lead. */
export const secretPath = '/secret'

const lifetimeMs = 10 * 60_000

/** Signs links by the key of the bot's tokens; what is signed begins with its purpose, so that neither passes for the other. */
export function secretLinks(privateKey: string, clock: Clock): SecretLinks {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' })
  const publicKey = createPublicKey(key)
  const signed = (claim: string) => Buffer.from(`secret:${claim}`)
  return {
    linkTo: ({ setting, delivery }) => {
      const until = later(clock.now(), lifetimeMs)
      const claim = `${setting}.${Buffer.from(delivery).toString('base64url')}.${until.getTime()}`
      const token = `${claim}.${sign(null, signed(claim), key).toString('base64url')}`
      return { path: `${secretPath}/${token}`, until }
    },
    askedIn: (token) => {
      const [setting = '', delivery = '', until = '', signature = ''] = token.split('.')
      const claim = signed(`${setting}.${delivery}.${until}`)
      if (!verify(null, claim, publicKey, Buffer.from(signature, 'base64url'))) {
        throw unusable('This link is not one of ours.')
      }
      if (Number(until) < clock.now().getTime()) throw unusable('This link has expired.')
      return { setting, delivery: Buffer.from(delivery, 'base64url').toString() }
    },
  }
}

/** The one run that a link can ask for. */
export const runKeyOf = ({ setting, delivery }: SecretAsked): string => `secret:${delivery}:${setting}`

/** The name under which the agent holds a link's value: the same for the same link, so that no other value fits. */
export function handleOf(asked: SecretAsked): string {
  return `staged-${createHash('sha256').update(runKeyOf(asked)).digest('hex').slice(0, 32)}`
}

function unusable(message: string): UserError {
  return new UserError('bad_link', message, {
    status: 403,
    action: 'Type /ai config and the name of the setting for a new one.',
  })
}
