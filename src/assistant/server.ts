import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
  LogController,
} from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { requestIdHeader } from '../assistant-api.ts'
import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { guardRoutes } from './access.ts'
import type { Metrics } from './metrics.ts'
import { answerErrors, apiErrorOf, type ExplainError } from './refusals.ts'
import { requestIdOf } from './request-id.ts'

export interface ServerParts {
  config: Config
  log: Logger
  metrics: Metrics
  explain: ExplainError
}

/** The largest body but for uploads, in bytes: room for a too long message, so that it gets a clear answer. */
const bodyLimit = 1_000_000

/** How long receiving one whole request may take, in milliseconds: a large manual over a slow line. */
const requestTimeout = 300_000

/** The web server without its routes: ids, access, refusals, one log line and one count a request. */
export function createServer({ config, log, metrics, explain }: ServerParts): FastifyInstance {
  const server = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: requestIdOf,
    bodyLimit,
    requestTimeout,
    routerOptions: { maxParamLength: 2_000 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply
        .header(requestIdHeader, request.id)
        .status(400)
        .send(apiErrorOf(explain(error), request.id))
    },
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  // A form on a foreign page can post text/plain without asking; nothing here takes it.
  server.removeContentTypeParser('text/plain')
  server.addHook('onRequest', async (request, reply) => {
    reply.header(requestIdHeader, request.id)
  })
  guardRoutes(server, config)
  answerErrors(server, explain)
  countRequests(server, metrics)
  return server
}

/** How long open requests may take to end once the server is told to close, in milliseconds. */
const graceful = 400

/** Closes the server: connections go as soon as they are idle, and all of them after a short while. */
export async function closeServer(server: FastifyInstance): Promise<void> {
  const sweep = setInterval(() => server.server.closeIdleConnections(), 20)
  const force = setTimeout(() => server.server.closeAllConnections(), graceful)
  try {
    await server.close()
  } finally {
    clearInterval(sweep)
    clearTimeout(force)
  }
}

function countRequests(server: FastifyInstance, metrics: Metrics): void {
  server.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
    }
    metrics.requests.inc(labels)
    const ms = Math.round(reply.elapsedTime)
    if (labels.route === '/health' || labels.route === '/metrics')
      request.log.debug({ ...labels, ms }, 'request')
    else request.log.info({ ...labels, ms }, 'request')
  })
}
