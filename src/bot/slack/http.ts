import { parse } from 'node:querystring'
import type { FastifyInstance } from 'fastify'
import { UserError } from '../../errors.ts'
import { type Connection, slackPath } from './connection.ts'

/** Hands Slack's requests to Bolt, which checks their signatures on the bytes as they came. */
export function addSlackRoute(server: FastifyInstance, { http, isReady }: Connection): void {
  if (http === null) return
  server.register(async (route) => {
    route.removeAllContentTypeParsers()
    route.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    // Bolt checks who it is from.
    route.post(slackPath, { config: { open: true } }, async (request, reply) => {
      // Slack sends it again; before the first connection nobody knows who the bot is.
      if (!isReady()) return reply.status(503).send()
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      if (isNull(rawBody.toString(), request.headers['content-type']))
        throw new UserError('bad_request', 'The body is null.', { status: 400 })
      reply.hijack()
      http.requestListener(Object.assign(request.raw, { rawBody }), reply.raw)
      return reply
    })
  })
}

/** Bolt stumbles over JSON that is null, and would take the process with it. */
function isNull(body: string, type: string | undefined): boolean {
  const { payload } = type === 'application/x-www-form-urlencoded' ? parse(body) : { payload: body }
  if (typeof payload !== 'string') return false
  try {
    return JSON.parse(payload) === null
  } catch {
    return false
  }
}
