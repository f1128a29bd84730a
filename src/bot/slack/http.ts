import type { FastifyInstance } from 'fastify'
import { UserError } from '../../errors.ts'
import { type Connection, slackPath } from './connection.ts'

/** Hands Slack's requests to Bolt, which checks their signatures on the bytes as they came. */
export function addSlackRoute(server: FastifyInstance, { http, isConnected }: Connection): void {
  if (http === null) return
  server.register(async (route) => {
    route.removeAllContentTypeParsers()
    route.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    route.post(slackPath, async (request, reply) => {
      // Slack sends it again; before the first connection nobody knows who the bot is.
      if (!isConnected()) return reply.status(503).send()
      const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      if (isNull(rawBody)) throw new UserError('bad_request', 'The body is null.', { status: 400 })
      reply.hijack()
      http.requestListener(Object.assign(request.raw, { rawBody }), reply.raw)
      return reply
    })
  })
}

/** Bolt stumbles over JSON that is null, and would take the process with it. */
function isNull(body: Buffer): boolean {
  return /^\s*null\s*$|(?:^|&)payload=[\s+]*null[\s+]*(?:&|$)/.test(body.toString())
}
