import cookie from '@fastify/cookie'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Config } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'
import { type Closed, closedInstallation, closedRequest } from './closed.ts'
import { closedPage, closedPagePolicy } from './closed-page.ts'
import { refusalOf } from './refusals.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the request is from: set on every route but those open to anybody. */
    person: Person | null
  }
}

const cookieName = 'person'

/** What anybody may read, whether the bot is well; what a chat platform calls, and signs itself; links that are signed. */
const openRoutes = new Set(['/health', '/slack/events', '/cited/:token'])

/**
 * Lets in whom the demo's person switcher names, where there is a switcher, and nobody elsewhere. The cookie
 * proves nothing: what is done this way is logged as unverified.
 */
export async function identify(server: FastifyInstance, config: Config, people: () => People): Promise<void> {
  await server.register(cookie)
  const installation = closedInstallation(config)
  server.decorateRequest('person', null)
  server.addHook('onRequest', async (request, reply) => {
    if (openRoutes.has(request.routeOptions.url ?? '')) return
    const closed = installation ?? closedRequest(request.headers)
    if (closed !== null) return refuse(closed, request.url, request.id, reply)
    request.person = chosen(request.cookies[cookieName], people())
    request.log = request.log.child({ person: request.person?.id, unverified: true })
  })
}

/** The person of a request. @throws UserError where there is none. */
export function personOf({ person }: { person: Person | null }): Person {
  if (person !== null) return person
  throw new UserError('no_person', 'Nobody is chosen.', { status: 403, action: 'Choose a person.' })
}

/** Makes the browser another person of the demo. */
export function become(reply: FastifyReply, person: Person): void {
  reply.setCookie(cookieName, person.id, { path: '/', httpOnly: true, sameSite: 'strict' })
}

/** Who may be chosen: the people with a local identity, in the order of people.yml. */
export function choosable({ all }: People): Person[] {
  return all.filter(({ identities }) => identities.local !== undefined)
}

/** Whom the cookie names; whoever has not chosen yet is the first of the list. */
function chosen(id: string | undefined, people: People): Person | null {
  const list = choosable(people)
  return list.find((person) => person.id === id) ?? list[0] ?? null
}

function refuse(closed: Closed, url: string, requestId: string, reply: FastifyReply): FastifyReply {
  reply.status(403)
  if (url.startsWith('/api/')) return reply.send(refusalOf({ code: 'closed', ...closed }, requestId))
  reply.header('content-security-policy', closedPagePolicy).type('text/html; charset=utf-8')
  return reply.send(closedPage(closed))
}
