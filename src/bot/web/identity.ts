import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'
import { isLocal } from './demo.ts'
import { isPageCall } from './page-call.ts'
import { bearerOf } from './sign-in/bearer.ts'
import { seenPath, signInPath } from './sign-in/own-path.ts'
import type { SignInParts } from './sign-in/parts.ts'
import { mayCall } from './sign-in/scopes.ts'
import type { Session } from './sign-in/session-store.ts'

/** Whom a request is from, and how that is known. The demo's switcher proves nothing. */
export type Identity = { person: Person } & (
  | { by: 'session'; verified: true; session: Session }
  | { by: 'token'; verified: true }
  | { by: 'switcher'; verified: false }
)

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route but the open ones. */
    identity: Identity | null
  }
  interface FastifyContextConfig {
    /** Anybody may call it: it tells nothing, or what comes in proves itself in another way. */
    open?: true
  }
}

const cookieName = 'person'

/** Lets in whoever is known, and nobody else; only routes that say so of themselves are open. */
export function identify(server: FastifyInstance, parts: SignInParts): void {
  server.decorateRequest('identity', null)
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config?.open === true) return
    const identity = await identityOf(request, parts)
    if (identity === null) return turnAway(request, reply, parts.config)
    const { person, verified } = identity
    request.identity = identity
    request.log = request.log.child({ person: person.id, ...(!verified && { unverified: true }) })
  })
}

async function identityOf(request: FastifyRequest, parts: SignInParts): Promise<Identity | null> {
  const { headers } = request
  if (isLocal(headers) && (await parts.isDemo())) return switched(request, parts.people())
  if (headers.authorization !== undefined) return await programOf(request, headers.authorization, parts)
  const owned = await parts.sessions.of(request)
  return owned === null ? null : { by: 'session', verified: true, ...owned }
}

async function programOf(
  { method, routeOptions }: FastifyRequest,
  authorization: string,
  { store, people }: SignInParts,
): Promise<Identity> {
  const { person, scopes } = await bearerOf(authorization, store.tokens, people())
  if (mayCall(scopes, method, routeOptions.url ?? '')) return { by: 'token', verified: true, person }
  throw new UserError('out_of_scope', 'This token is not for this address.', {
    status: 403,
    action: 'Use a token with the scope for it, or sign in.',
  })
}

/** Whether an identity still stands, for what goes on after its request was let in. */
export function standing({
  sessions,
  people,
  isDemo,
}: SignInParts): (identity: Identity) => Promise<boolean> {
  return async (identity) => {
    if (identity.by === 'session') return await sessions.stands(identity.session)
    if (identity.by === 'switcher' && !(await isDemo())) return false
    return people().byId(identity.person.id) !== undefined
  }
}

/** The identity of a request. @throws UserError where there is none. */
export function identityIn({ identity }: { identity: Identity | null }): Identity {
  if (identity !== null) return identity
  throw notSignedIn()
}

/** The person of a request. @throws UserError where there is none. */
export function personOf(request: { identity: Identity | null }): Person {
  return identityIn(request).person
}

/** Makes the browser another person of the demo. */
export function become(reply: FastifyReply, person: Person): void {
  reply.setCookie(cookieName, person.id, { path: '/', httpOnly: true, sameSite: 'strict' })
}

/** Who may be chosen: the people with a local identity, in the order of people.yml. */
export function choosable({ all }: People): Person[] {
  return all.filter(({ identities }) => identities.local !== undefined)
}

/** Whom the demo's cookie names; whoever has not chosen yet is the first of the list. */
function switched({ cookies }: FastifyRequest, people: People): Identity | null {
  const list = choosable(people)
  const person = list.find(({ id }) => id === cookies[cookieName]) ?? list[0]
  return person === undefined ? null : { by: 'switcher', verified: false, person }
}

/** A browser is led to the sign-in page and, from there, back; a program is told. */
function turnAway(request: FastifyRequest, reply: FastifyReply, config: Config): FastifyReply {
  if (!isPageCall(request)) throw notSignedIn()
  return reply.header('cache-control', 'no-store').redirect(seenPath(config, signInPath(request.url)))
}

/** The refusal for whoever is not known. */
export function notSignedIn(): UserError {
  return new UserError('not_signed_in', 'You are not signed in.', {
    status: 401,
    action: 'Sign in, and try again.',
  })
}
