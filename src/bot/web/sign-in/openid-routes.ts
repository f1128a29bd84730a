import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import type { Person } from '../../../people.ts'
import { stranger } from '../../stranger.ts'
import { parse } from '../parse.ts'
import { signedCookie } from './cookies.ts'
import { beginPath, callbackPath, flowSchema, type OpenIdSignIn } from './openid.ts'
import { ownPath, seenPath } from './own-path.ts'
import type { SignInParts } from './parts.ts'
import { showProblem } from './routes.ts'
import { platformOf } from './sessions.ts'

const open = { config: { open: true } } as const
const querySchema = z.object({ to: z.string().optional() })
/** What is remembered while somebody is at a provider, and for how long, in milliseconds. */
const keptSchema = flowSchema.extend({ way: z.string(), to: z.string(), until: z.number() })
type Kept = z.infer<typeof keptSchema>
const keptMs = 10 * 60_000

/** The way to each provider and back. */
export function addOpenIdRoutes(server: FastifyInstance, parts: SignInParts): void {
  for (const provider of parts.providers) addProviderRoutes(server, provider, parts)
}

function addProviderRoutes(server: FastifyInstance, provider: OpenIdSignIn, parts: SignInParts): void {
  const { config, clock, sessions } = parts
  const { way } = provider
  const cookie = signedCookie('sign-in', config)

  server.get(beginPath(way), open, async (request, reply) => {
    const to = ownPath(parse(querySchema, request.query).to)
    try {
      const { url, flow } = await provider.begin()
      const kept: Kept = { ...flow, way, to, until: clock.now().getTime() + keptMs }
      cookie.put(reply, Buffer.from(JSON.stringify(kept)).toString('base64url'), keptMs)
      return reply.header('cache-control', 'no-store').redirect(url)
    } catch (error) {
      return await showProblem(error, reply, parts, { to })
    }
  })

  server.get(callbackPath(way), open, async (request, reply) => {
    const kept = keptIn(cookie.read(request))
    cookie.drop(reply)
    const to = ownPath(kept?.to)
    try {
      // What was begun with one provider is not taken from another.
      if (kept === null || kept.way !== way || kept.until < clock.now().getTime()) throw tooLate()
      const person = await personBack(request, provider, kept, parts)
      await sessions.open(way, person, request, reply)
      return reply.redirect(seenPath(config, to))
    } catch (error) {
      return await showProblem(error, reply, parts, { to })
    }
  })
}

/** Who came back. @throws UserError where they are nobody here. */
async function personBack(
  request: FastifyRequest,
  provider: OpenIdSignIn,
  { state, nonce, verifier }: Kept,
  { people, store }: SignInParts,
): Promise<Person> {
  const { search } = new URL(request.url, 'http://own.invalid')
  const { identity, otherwise } = await provider.finish(search, { state, nonce, verifier })
  const person = people().byIdentity(platformOf(provider.way), identity) ?? otherwise
  if (person !== undefined) return person
  const why = `${identity} is not in people.yml`
  await store.attempts.noteRefused(null, { how: provider.way, why }, request.id)
  throw stranger()
}

function keptIn(text: string | null): Kept | null {
  if (text === null) return null
  // Whatever is signed is ours, but maybe of a version before this one.
  return keptSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))).data ?? null
}

function tooLate(): UserError {
  return new UserError('sign_in_over', 'This sign-in took too long, or was begun in another browser.', {
    status: 403,
    action: 'Sign in again.',
  })
}
