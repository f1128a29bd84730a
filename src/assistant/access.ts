import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Config, publicUrl } from '../config.ts'
import { UserError } from '../errors.ts'
import type { Role } from '../people.ts'
import { type Caller, tokenVerifier, type VerifyToken } from '../tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, from the verified token; null for a local call without one. */
    caller: Caller | null
  }
}

/** Who a caller must be: whoever has a token, somebody of the staff, who keeps the manuals, or the bot for its own work. */
type Needed = 'caller' | 'staff' | 'keeper' | 'bot'

/** Who may use a route. `open`: anybody; whoever watches the service, and its agent, hold no token. */
type Access = 'open' | Needed

/** Every route, by method and path. A route that is not here cannot be added. */
const accessTable: Record<string, Access> = {
  'GET /health': 'open',
  'GET /info': 'caller',
  'GET /metrics': 'caller',
  'GET /openapi.json': 'caller',
  'GET /admin': 'caller',
  'GET /analytics': 'caller',
  'POST /api/ai/chat': 'staff',
  'GET /api/ai/sessions/:id/messages': 'staff',
  'GET /api/ai/performance': 'caller',
  'POST /api/ai/summaries': 'bot',
  'PUT /api/ai/escalations/:id': 'bot',
  'PUT /api/ai/messages/:id/feedback': 'bot',
  'PUT /api/ai/verified-answers/:id': 'bot',
  'GET /ai/knowledge/suggestions': 'staff',
  'POST /ai/knowledge/search': 'staff',
  'GET /ai/knowledge/documents': 'staff',
  'POST /ai/knowledge/documents': 'keeper',
  'GET /ai/knowledge/documents/:id': 'staff',
  'DELETE /ai/knowledge/documents/:id': 'keeper',
  'GET /ai/knowledge/documents/:id/file': 'staff',
  'GET /ai/knowledge/documents/:id/tests': 'staff',
  'POST /ai/knowledge/documents/:id/reindex': 'keeper',
}

/** The pages of the API documentation, whose files Swagger UI names. */
const docsPages = /^GET \/docs(\/|$)/

/** Closes every route but those that the table opens, and refuses a route that the table does not name. */
export function guardRoutes(server: FastifyInstance, config: Config): void {
  const verify = config.TOKEN_PUBLIC_KEY && tokenVerifier(config.TOKEN_PUBLIC_KEY, 'assistant')
  server.decorateRequest('caller', null)
  const routes: { route: string; access: Access }[] = []
  server.addHook('onReady', async () => server.log.debug({ routes }, 'routes'))
  server.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      routes.push({ route: `${method} ${route.url}`, access: accessOf(method, route.url) })
      // The documentation shows a lock on every route but these.
      if (accessOf(method, route.url) === 'open') route.schema = { ...route.schema, security: [] }
    }
  })
  server.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions
    if (url === undefined) return
    const access = accessOf(request.method, url)
    if (access === 'open') return
    request.caller = await callerOf(request, config, verify || undefined)
    if (request.caller !== null) requireRight(request.caller, access)
  })
}

function accessOf(method: string, url: string): Access {
  const key = `${method === 'HEAD' ? 'GET' : method} ${url}`
  const access = accessTable[key] ?? (docsPages.test(key) ? 'caller' : undefined)
  if (access === undefined) throw new Error(`${key} is missing in the table of access`)
  return access
}

/** The role that a right comes with; the bot itself has every right. */
const roleFor: Partial<Record<Needed, Role>> = { staff: 'staff', keeper: 'knowledge-keeper' }

const remedies: Record<Needed, string> = {
  caller: 'Use a token.',
  staff: 'Use a token that is for asking too.',
  keeper: 'Ask somebody who keeps the manuals.',
  bot: 'Only the bot itself calls this address.',
}

function requireRight({ subject, roles }: Caller, needed: Needed): void {
  const role = roleFor[needed]
  if (needed === 'caller' || subject === 'bot' || (role !== undefined && roles.includes(role))) return
  throw new UserError('forbidden', 'You may not do this.', { status: 403, action: remedies[needed] })
}

async function callerOf(
  request: FastifyRequest,
  config: Config,
  verify: VerifyToken | undefined,
): Promise<Caller | null> {
  const { authorization } = request.headers
  if (authorization !== undefined && verify !== undefined) {
    return await verify(/^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '')
  }
  if (authorization === undefined && isLocalCall(request.headers, config)) return null
  throw new UserError('no_token', 'This call needs a token.', {
    status: 401,
    action: 'Ask through the chat, which signs calls, or call from the machine of an embedded installation.',
  })
}

const loopback = new Set(['127.0.0.1', '::1', 'localhost'])
const localHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i
const forwarding = /^(forwarded|via|x-forwarded-.+|x-real-ip)$/

/**
 * Whether a call without a token may pass: an embedded installation on loopback, asked by its own name (a
 * foreign name that resolves here is DNS rebinding), by no proxy, and from no foreign page.
 */
function isLocalCall(headers: FastifyRequest['headers'], config: Config): boolean {
  const { host = '', origin } = headers
  return (
    config.EMBEDDED &&
    loopback.has(config.HOST) &&
    localHost.test(host) &&
    !Object.keys(headers).some((name) => forwarding.test(name)) &&
    (origin === undefined || origin === `http://${host}` || origin === new URL(publicUrl(config)).origin)
  )
}
