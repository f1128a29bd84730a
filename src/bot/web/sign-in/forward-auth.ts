import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { publicUrl } from '../../../config.ts'
import { UserError } from '../../../errors.ts'
import { rolesOf } from '../../../people.ts'
import { type Caller, tokenSigner } from '../../../tokens.ts'
import { notSignedIn } from '../identity.ts'
import { isPageCall } from '../page-call.ts'
import { isReading, requireOwnPage } from '../same-origin.ts'
import { bearerOf } from './bearer.ts'
import { signInPath } from './own-path.ts'
import type { SignInParts } from './parts.ts'
import { limitedRoles, passageTo } from './scopes.ts'

/** A call of the assistant's that the reverse proxy asks about. */
interface Asked {
  method: string
  /** With its query. */
  uri: string
}

/**
 * Answers the reverse proxy in front of the assistant (forward_auth): whether a call may pass, and in whose name.
 * The answer carries the assistant's own token, which the proxy puts in the place of what the caller sent. The
 * proxy must overwrite `X-Forwarded-Method` and `X-Forwarded-Uri`, and offer this address to nobody.
 */
export function addForwardAuth(server: FastifyInstance, parts: SignInParts): void {
  const { config } = parts
  if (config.TOKEN_PRIVATE_KEY === undefined) return
  const sign = tokenSigner(config.TOKEN_PRIVATE_KEY)

  server.get('/auth/assistant', { config: { open: true } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const asked = askedIn(request)
    const caller = await callerOf(request, asked, parts)
    if (caller !== null)
      return reply.header('authorization', `Bearer ${await sign(caller, 'assistant')}`).send()
    return turnAway(request, asked, reply, parts)
  })
}

function askedIn({ headers }: FastifyRequest): Asked {
  const { 'x-forwarded-method': method, 'x-forwarded-uri': uri } = headers
  if (typeof method === 'string' && typeof uri === 'string') return { method: method.toUpperCase(), uri }
  throw new UserError('bad_request', 'This address is for the reverse proxy.', {
    action: 'The chat is at /.',
  })
}

/** In whose name a call may pass; null where nobody is known. @throws UserError where they may not. */
async function callerOf(
  request: FastifyRequest,
  { method, uri }: Asked,
  { config, people, store, sessions }: SignInParts,
): Promise<Caller | null> {
  const { headers } = request
  const passage = passageTo(method, uri.split('?')[0] ?? '')
  if (headers.authorization !== undefined) {
    const { person, scopes } = await bearerOf(headers.authorization, store.tokens, people())
    if (passage === 'nobody' || passage === 'people' || !scopes.includes(passage)) throw forbidden()
    return { subject: person.id, roles: limitedRoles(rolesOf(person), scopes) }
  }
  const owned = await sessions.of(request)
  if (owned === null) return null
  if (passage === 'nobody') throw forbidden()
  if (!isReading(method)) requireOwnPage(headers, config)
  return { subject: owned.person.id, roles: rolesOf(owned.person) }
}

function turnAway(
  request: FastifyRequest,
  { method, uri }: Asked,
  reply: FastifyReply,
  { config }: SignInParts,
) {
  if (!isPageCall({ method, url: uri, headers: request.headers })) {
    reply.header('www-authenticate', 'Bearer')
    throw notSignedIn()
  }
  // Absolute: the assistant may be published under another address than the pages.
  return reply.redirect(publicUrl(config) + signInPath(uri))
}

function forbidden(): UserError {
  return new UserError('forbidden', 'This address is not open to you.', {
    status: 403,
    action: 'Use a token with the scope for it.',
  })
}
