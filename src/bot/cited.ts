import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import { type Clock, later } from '../clock.ts'
import { UserError } from '../errors.ts'

/** Links to originals that were cited: they open without signing in, for whoever has one, for a while. */
export interface CitedLinks {
  /** Opens a document at a page. */
  linkTo(documentId: string, page: number): string
  /** The document that a link's token opens. @throws UserError where it is not ours, or has expired. */
  documentIn(token: string): string
}

export interface CitedParts {
  /** Ed25519, PKCS#8, base64: only the bot has it. */
  privateKey: string
  publicUrl: string
  clock: Clock
}

/** Where such links lead. */
export const citedPath = '/cited'

const lifetimeMs = 30 * 24 * 3_600_000

/** Signs links by the key of the bot's tokens; what is signed begins with its purpose, so that neither passes for the other. */
export function citedLinks({ privateKey, publicUrl, clock }: CitedParts): CitedLinks {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' })
  const publicKey = createPublicKey(key)
  const signed = (claim: string) => Buffer.from(`cited:${claim}`)
  return {
    linkTo: (documentId, page) => {
      const claim = `${documentId}.${later(clock.now(), lifetimeMs).getTime()}`
      const token = `${claim}.${sign(null, signed(claim), key).toString('base64url')}`
      return `${publicUrl}${citedPath}/${token}#page=${page}`
    },
    documentIn: (token) => {
      const [documentId = '', until = '', signature = ''] = token.split('.')
      const isOurs = verify(
        null,
        signed(`${documentId}.${until}`),
        publicKey,
        Buffer.from(signature, 'base64url'),
      )
      if (!isOurs) throw unusable('This link is not one of ours.')
      if (Number(until) < clock.now().getTime()) throw unusable('This link has expired.')
      return documentId
    },
  }
}

function unusable(message: string): UserError {
  return new UserError('bad_link', message, { status: 403, action: 'Ask again, and open the new link.' })
}
