import type { Activity } from 'botbuilder'
import { AuthenticationError } from 'botframework-connector'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { messageOf, UserError } from '../../errors.ts'
import type { Answer, TeamsAdapter } from './api/adapter.ts'
import { activitySchema, type TeamsActivity, tenantOf } from './inbound/activity.ts'
import { teamsPath } from './path.ts'
import type { Receive } from './receive.ts'

export interface TeamsRouteParts {
  adapter: TeamsAdapter
  receive: Receive
  /** The only tenant whose people are heard; undefined in the playground. */
  tenantId: string | undefined
}

/** Takes Teams' requests: botbuilder checks that they are from Teams and for this bot. */
export function addTeamsRoute(
  server: FastifyInstance,
  { adapter, receive, tenantId }: TeamsRouteParts,
): void {
  server.post(teamsPath, { config: { open: true } }, async (request, reply) => {
    const activity = read(request)
    if (tenantId === undefined) checkLocal(request, activity)
    let answer: Answer | undefined
    await verified(request, () =>
      adapter.receive(request.headers.authorization ?? '', request.body as Activity, async () => {
        if (tenantId !== undefined && tenantOf(activity) !== tenantId) throw otherTenant()
        answer = await receive(activity)
      }),
    )
    return await reply.status(answer?.status ?? 200).send(answer?.body)
  })
}

function read({ body, log }: FastifyRequest): TeamsActivity {
  const { data, error } = activitySchema.safeParse(body)
  if (data !== undefined) return data
  log.warn(
    { problems: error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`) },
    'no activity of Teams',
  )
  throw new UserError('bad_request', 'This is no activity of Teams.', { status: 400 })
}

/** @throws UserError where botbuilder finds that nobody vouches for a request. */
async function verified(request: FastifyRequest, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (error instanceof UserError) throw error
    if (!isOfToken(error))
      throw new UserError('teams_keys_away', "Teams' keys cannot be read now.", { status: 503, cause: error })
    request.log.warn({ reason: messageOf(error) }, 'a request that is not from Teams was refused')
    throw new UserError('not_from_teams', 'This request is not from Teams, or not for this bot.', {
      status: 401,
    })
  }
}

/** What is wrong with a token botbuilder says by itself, or by the library that it reads tokens with. */
function isOfToken(error: unknown): boolean {
  if (error instanceof AuthenticationError) return error.statusCode === 401 || error.statusCode === 403
  return error instanceof Error && tokenFaults.has(error.name)
}

const tokenFaults = new Set(['JsonWebTokenError', 'NotBeforeError', 'TokenExpiredError'])

const otherTenant = (): UserError =>
  new UserError('other_tenant', 'People of other organizations cannot use this assistant.', { status: 403 })

const ownAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])
const ownNames = new Set(['127.0.0.1', 'localhost', '[::1]'])

/** Where nobody vouches for anything, nothing leaves this machine, and nothing comes from elsewhere. */
function checkLocal(request: FastifyRequest, { serviceUrl }: TeamsActivity): void {
  const { remoteAddress = '' } = request.socket
  const isForwarded = Object.keys(request.headers).some((name) =>
    /^(x-forwarded-|forwarded$|via$)/.test(name),
  )
  if (ownAddresses.has(remoteAddress) && !isForwarded && ownNames.has(new URL(serviceUrl).hostname)) return
  throw new UserError('not_local', 'The playground is for this machine alone.', { status: 403 })
}
