import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import type { Person } from '../../../people.ts'
import { stranger } from '../../stranger.ts'
import { parse } from '../parse.ts'
import { signedCookie } from './cookies.ts'
import { ownPath, seenPath } from './own-path.ts'
import type { SignInParts } from './parts.ts'
import { showProblem } from './routes.ts'
import { flowSchema, type SlackSignIn, slackCallbackPath } from './slack.ts'

const open = { config: { open: true } } as const
const querySchema = z.object({ to: z.string().optional() })
/** What is remembered while somebody is at Slack, and for how long, in milliseconds. */
const keptSchema = flowSchema.extend({ to: z.string(), until: z.number() })
const keptMs = 10 * 60_000

/** The way to Slack and back. */
export function addSlackSignInRoutes(server: FastifyInstance, parts: SignInParts): void {
  const { config, clock, sessions, slack } = parts
  if (slack === null) return
  const cookie = signedCookie('sign-in', config)

  server.get('/sign-in/slack', open, async (request, reply) => {
    const to = ownPath(parse(querySchema, request.query).to)
    try {
      const { url, flow } = await slack.begin()
      const kept: z.infer<typeof keptSchema> = { ...flow, to, until: clock.now().getTime() + keptMs }
      cookie.put(reply, Buffer.from(JSON.stringify(kept)).toString('base64url'), keptMs)
      return reply.header('cache-control', 'no-store').redirect(url)
    } catch (error) {
      return await showProblem(error, reply, parts, { to })
    }
  })

  server.get(slackCallbackPath, open, async (request, reply) => {
    const kept = keptIn(cookie.read(request))
    cookie.drop(reply)
    const to = ownPath(kept?.to)
    try {
      if (kept === null || kept.until < clock.now().getTime()) throw tooLate()
      const person = await personBack(request, slack, kept, parts)
      await sessions.open('slack', person, request, reply)
      return reply.redirect(seenPath(config, to))
    } catch (error) {
      return await showProblem(error, reply, parts, { to })
    }
  })
}

/** Who came back from Slack. @throws UserError where people.yml does not know them. */
async function personBack(
  request: FastifyRequest,
  slack: SlackSignIn,
  { state, nonce, verifier }: z.infer<typeof keptSchema>,
  { people, store }: SignInParts,
): Promise<Person> {
  const { search } = new URL(request.url, 'http://own.invalid')
  const memberId = await slack.finish(search, { state, nonce, verifier })
  const person = people().byIdentity('slack', memberId)
  if (person !== undefined) return person
  await store.attempts.noteRefused(
    null,
    { how: 'slack', why: `${memberId} is not in people.yml` },
    request.id,
  )
  throw stranger()
}

function keptIn(text: string | null): z.infer<typeof keptSchema> | null {
  if (text === null) return null
  return keptSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
}

function tooLate(): UserError {
  return new UserError('sign_in_over', 'This sign-in took too long, or was begun in another browser.', {
    status: 403,
    action: 'Sign in again.',
  })
}
