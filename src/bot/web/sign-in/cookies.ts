import { hkdfSync, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Config, publicUrl } from '../../../config.ts'
import { UserError } from '../../../errors.ts'

/** The cookies of sign-in: signed, out of reach of scripts, and sent by browsers to us alone. */
export interface SignedCookie {
  put(reply: FastifyReply, value: string, milliseconds: number): void
  /** What it holds; null where there is none, or it is not ours. */
  read(request: FastifyRequest): string | null
  drop(reply: FastifyReply): void
}

/** `session`: who is signed in. `sign-in`: what must come back from a provider. */
export function signedCookie(name: 'session' | 'sign-in', config: Config): SignedCookie {
  const secure = publicUrl(config).startsWith('https:')
  // Under this prefix a browser takes it from no other host, and from no page in the clear.
  const fullName = secure ? `__Host-${name}` : name
  // Signed with the value, so that one cookie does not pass for the other.
  const mark = `${name}.`
  // Lax, so that links in chats and a provider's own answer open signed in.
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  return {
    put: (reply, value, milliseconds) =>
      void reply.setCookie(fullName, mark + value, {
        ...options,
        signed: true,
        maxAge: Math.floor(milliseconds / 1_000),
      }),
    read: (request) => {
      const signed = request.cookies[fullName]
      if (signed === undefined) return null
      const { valid, value } = request.unsignCookie(signed)
      return valid && value.startsWith(mark) ? value.slice(mark.length) : null
    },
    drop: (reply) => void reply.clearCookie(fullName, options),
  }
}

/**
 * The key that signs cookies, the same for all copies of the bot.
 * @throws UserError where there is nothing to make it from. Embedded, one process may do without.
 */
export function cookieKey({ TOKEN_PRIVATE_KEY: key, EMBEDDED: isEmbedded }: Config): Buffer {
  if (key !== undefined) {
    return Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'cookies of the web chat', 32))
  }
  if (isEmbedded) return randomBytes(32)
  throw new UserError(
    'bad_setting',
    'TOKEN_PRIVATE_KEY is not set; nobody could sign in or ask without it.',
    {
      action: 'Set it and start again.',
    },
  )
}
