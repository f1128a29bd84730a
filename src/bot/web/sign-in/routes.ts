import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import { alonePolicy } from '../alone-page.ts'
import { identityIn } from '../identity.ts'
import { parse } from '../parse.ts'
import { requireOwnPage } from '../same-origin.ts'
import { ownPath, seenPath } from './own-path.ts'
import { type SignInView, signInPage } from './page.ts'
import type { SignInParts } from './parts.ts'
import { personByPassword } from './password.ts'
import { waysIn } from './ways.ts'

const open = { config: { open: true } } as const
const querySchema = z.object({ to: z.string().optional() })
const formSchema = z.object({
  name: z.string().trim().max(200).default(''),
  password: z.string().max(1_000).default(''),
  to: z.string().optional(),
})
const signOutSchema = z.strictObject({ everywhere: z.boolean().default(false) })
const formLimit = 10_000

/** The sign-in page, signing in by password, and signing out. */
export function addSignInRoutes(server: FastifyInstance, parts: SignInParts): void {
  const { config, people, store, sessions } = parts

  server.get('/sign-in', open, async (request, reply) => {
    const to = ownPath(parse(querySchema, request.query).to)
    if ((await sessions.of(request)) !== null) return reply.redirect(seenPath(config, to))
    return await showSignIn(reply, parts, { to })
  })

  server.register(async (forms) => {
    forms.removeAllContentTypeParsers()
    forms.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: formLimit },
      (_, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    forms.post('/sign-in', open, async (request, reply) => {
      requireOwnPage(request.headers, config)
      const { name, password, to: wanted } = parse(formSchema, request.body ?? {})
      const to = ownPath(wanted)
      try {
        const attempt = { name, password, address: request.ip, requestId: request.id }
        const person = await personByPassword(attempt, store, people())
        await sessions.open('password', person, request, reply)
        return reply.redirect(seenPath(config, to), 303)
      } catch (error) {
        return await showProblem(error, reply, parts, { to, name })
      }
    })
  })

  server.post('/api/sign-out', async (request, reply) => {
    const identity = identityIn(request)
    const { everywhere } = parse(signOutSchema, request.body ?? {})
    if (identity.by !== 'session') throw noSession()
    await sessions.end(identity.session, everywhere ? 'everywhere' : 'here', request, reply)
    return reply.status(204).send()
  })
}

/** Shows the sign-in page. */
async function showSignIn(
  reply: FastifyReply,
  { config, providers, store }: SignInParts,
  view: Omit<SignInView, 'ways' | 'hint' | 'address'>,
): Promise<FastifyReply> {
  const ways = await waysIn(config, providers, store.passwords)
  return reply
    .headers({
      'content-security-policy': alonePolicy,
      // The form's own Origin must come with it.
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(signInPage({ ...view, ...ways, address: seenPath(config, '/sign-in') }))
}

/** Shows the sign-in page again, with what went wrong. */
export async function showProblem(
  error: unknown,
  reply: FastifyReply,
  parts: SignInParts,
  view: Pick<SignInView, 'to' | 'name'>,
): Promise<FastifyReply> {
  if (!(error instanceof UserError)) throw error
  const { message, action, status, code } = error
  reply.log.info({ code }, 'sign-in refused')
  const problem = [message, action].filter(Boolean).join(' ')
  return await showSignIn(reply.status(status), parts, { ...view, problem })
}

function noSession(): UserError {
  return new UserError('no_session', 'Nobody is signed in here, so nobody can sign out.', { status: 409 })
}
