import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { requestIdHeader } from '../../assistant-api.ts'
import type { WebCollaborators } from './collaborators.ts'
import { eventStreams } from './event-stream.ts'
import { addHeaders, securityHeaders } from './headers.ts'
import { identify, standing } from './identity.ts'
import { noSchemas } from './no-schemas.ts'
import { readPageFiles } from './page-files.ts'
import { answerErrors, refusalOf } from './refusals.ts'
import { listRoutes } from './route-list.ts'
import { addCaseFileRoute } from './routes/case-files.ts'
import { addCaseMessageRoutes } from './routes/case-messages.ts'
import { addCaseRoutes } from './routes/cases.ts'
import { addCitedRoute } from './routes/cited.ts'
import { addConversationRoutes } from './routes/conversations.ts'
import { addDocumentRoutes } from './routes/documents.ts'
import { addEventRoutes } from './routes/events.ts'
import { addHealthRoute } from './routes/health.ts'
import { addMeRoutes } from './routes/me.ts'
import { addPageRoutes } from './routes/page.ts'
import { addRunRoutes } from './routes/runs.ts'
import { addSecretRoutes } from './routes/secret.ts'
import { addTrendRoute } from './routes/trend.ts'
import { refuseForeignPages } from './same-origin.ts'
import { addForwardAuth } from './sign-in/forward-auth.ts'
import { addOpenIdRoutes } from './sign-in/openid-routes.ts'
import { openSignIn } from './sign-in/parts.ts'
import { addSignInRoutes } from './sign-in/routes.ts'

/** How long receiving one whole request may take, in milliseconds: a large manual over a slow line. */
const requestTimeout = 300_000

/** A message of 100,000 characters is read whole, so that its refusal can say what is wrong. */
const bodyLimit = 1_000_000

/** Signed links are longer than the 100 characters that are usual. */
const maxParamLength = 300

const badAddress = {
  code: 'bad_request',
  message: 'The address is not valid.',
  action: 'The chat is at /.',
}

/** The web chat's server; it does not listen yet. */
export async function createWebServer(collaborators: WebCollaborators): Promise<FastifyInstance> {
  const { config, log, changes, isUnreachable } = collaborators
  const files = readPageFiles(join(import.meta.dirname, 'page'))
  const headers = securityHeaders(files.get('index.html')?.content().body.toString('utf8') ?? '')
  const server = Fastify({
    schemaController: noSchemas,
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request_id' }),
    requestIdHeader: false,
    genReqId: () => randomUUID(),
    bodyLimit,
    requestTimeout,
    trustProxy: config.TRUSTED_PROXY ?? false,
    routerOptions: { maxParamLength },
    frameworkErrors: (_: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      reply.headers(headers).status(400).send(refusalOf(badAddress, request.id))
    },
    forceCloseConnections: true,
  })
  server.removeContentTypeParser('text/plain')
  answerErrors(server, isUnreachable)
  addHeaders(server, headers)
  server.addHook('onRequest', async ({ id }, reply) => void reply.header(requestIdHeader, id))
  listRoutes(server)
  const signIn = await openSignIn(server, collaborators)
  identify(server, signIn)
  refuseForeignPages(server, config)
  const openStream = eventStreams(server, changes, standing(signIn))
  addHealthRoute(server, collaborators)
  addMeRoutes(server, collaborators)
  addConversationRoutes(server, collaborators)
  addEventRoutes(server, collaborators, openStream)
  addRunRoutes(server, collaborators, openStream)
  addCaseRoutes(server, collaborators, openStream)
  addCaseMessageRoutes(server, collaborators)
  addCaseFileRoute(server, collaborators)
  addDocumentRoutes(server, collaborators)
  addCitedRoute(server, collaborators)
  addTrendRoute(server, collaborators)
  addSecretRoutes(server, collaborators)
  addSignInRoutes(server, signIn)
  addOpenIdRoutes(server, signIn)
  addForwardAuth(server, signIn)
  await addPageRoutes(server, files)
  return server
}
