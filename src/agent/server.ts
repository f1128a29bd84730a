import {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { UserError } from '../errors.ts'
import { type Caller, tokenVerifier } from '../tokens.ts'
import { createOperations, type OperationParts } from './operations.ts'
import { lineText } from './output.ts'
import { routes } from './routes.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The subject of the verified token; empty on the open route. */
    subject: string
  }
}

export interface ServerParts extends OperationParts {
  /** Verifies the tokens. */
  publicKey: string
  /** The address to listen on; this machine's own where it is not given. */
  host?: string
  port: number
}

export interface AgentServer {
  url: string
  /** Takes no more calls; what is under way gets a moment, then is left to the journal. */
  close(): Promise<void>
}

/** The most of a call that is read, in bytes: thirty changes of settings fit. */
const longestBody = 200_000

/** How long what is under way may take to end once the server closes, in milliseconds. */
const graceful = 100

/**
 * Serves the verbs, on loopback where nothing else is said.
 * @throws UserError when the port cannot be had.
 */
export async function startServer(parts: ServerParts): Promise<AgentServer> {
  const operations = createOperations(parts)
  const server = fastify({ bodyLimit: longestBody, requestTimeout: 10_000, frameworkErrors: refuse(parts) })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.removeContentTypeParser('text/plain')
  requireTokens(server, tokenVerifier(parts.publicKey, 'agent'))
  server.setErrorHandler(refuse(parts))
  server.setNotFoundHandler(() => {
    throw new UserError('not_found', 'There is nothing at this address.', { status: 404 })
  })
  await server.register(routes(parts, operations))
  const url = await listen(server, parts)
  const close = async (): Promise<void> => {
    const closing = server.close()
    server.server.closeIdleConnections()
    await operations.settle(graceful)
    server.server.closeAllConnections()
    await closing
  }
  return { url, close }
}

async function listen(server: FastifyInstance, { host = '127.0.0.1', port }: ServerParts): Promise<string> {
  try {
    return await server.listen({ host, port })
  } catch (cause) {
    throw new UserError('bad_port', `The agent cannot listen on port ${port} of this machine.`, {
      action: 'Free it, or set AGENT_PORT to another port.',
      cause,
    })
  }
}

/** Closes every address, known or not, but that of its health. */
function requireTokens(server: FastifyInstance, verify: (token: string) => Promise<Caller>): void {
  server.decorateRequest('subject', '')
  server.addHook('onRequest', async (request) => {
    if (request.routeOptions.url === '/health') return
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (token === undefined) {
      throw new UserError('no_token', 'This call needs a token.', {
        status: 401,
        action: 'Ask through the chat.',
      })
    }
    request.subject = (await verify(token)).subject
  })
}

/** Answers whatever was thrown in the one form of refusals. */
function refuse({ log, mask }: ServerParts) {
  return (error: FastifyError, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { code, message, action, status } = explained(error)
    if (status === 500) log.error({ err: error }, 'request failed')
    const told = { code, message: lineText(mask(message)) }
    return reply
      .status(status)
      .type('application/json')
      .serializer(JSON.stringify)
      .send({ error: action === undefined ? told : { ...told, action } })
  }
}

function explained(error: FastifyError): UserError {
  if (error instanceof UserError) return error
  if (hasZodFastifySchemaValidationErrors(error)) return new UserError('bad_request', `${error.message}.`)
  const { statusCode = 500 } = error
  if (statusCode < 500) return new UserError('bad_request', 'The call is not valid.', { status: statusCode })
  return new UserError('went_wrong', 'Something went wrong in the agent.', {
    status: 500,
    action: "See the agent's log.",
  })
}
