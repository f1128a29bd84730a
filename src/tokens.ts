import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { UserError } from './errors.ts'

/** The processes that verify tokens. */
export type Audience = 'assistant' | 'agent'

/** For whom a call between the processes is made. */
export interface Caller {
  /** The person's id in people.yml, or `bot` for the bot's own work. */
  subject: string
  roles: string[]
}

export type SignToken = (caller: Caller, audience: Audience) => Promise<string>
export type VerifyToken = (token: string) => Promise<Caller>

const issuer = 'bot'
const lifetime = '60s'
const claims = z.object({ sub: z.string().min(1), roles: z.array(z.string()) })

/** A new key pair, as the settings TOKEN_PRIVATE_KEY and TOKEN_PUBLIC_KEY hold it. */
export function newTokenKeys(): { privateKey: string; publicKey: string } {
  const pair = generateKeyPairSync('ed25519')
  return {
    privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  }
}

/** Signs tokens that live for a minute; only the bot can. */
export function tokenSigner(privateKey: string): SignToken {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), type: 'pkcs8', format: 'der' })
  return ({ subject, roles }, audience) =>
    new SignJWT({ roles })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(lifetime)
      .sign(key)
}

/**
 * Verifies tokens meant for one audience.
 * @throws UserError (401) when a token is forged, expired or meant for another.
 */
export function tokenVerifier(publicKey: string, audience: Audience): VerifyToken {
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' })
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, key, { issuer, audience, algorithms: ['EdDSA'] })
      const { sub, roles } = claims.parse(payload)
      return { subject: sub, roles }
    } catch (cause) {
      throw new UserError('bad_token', 'The token is not valid here.', {
        status: 401,
        action: 'Ask for a new one and try again.',
        cause,
      })
    }
  }
}
