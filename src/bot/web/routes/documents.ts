import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { assistantPaths } from '../../../assistant-api.ts'
import { UserError } from '../../../errors.ts'
import { may, rolesOf } from '../../../people.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { personOf } from '../identity.ts'
import { idSchema, parse } from '../parse.ts'

const paramsSchema = z.object({ id: idSchema })

/** What goes with a document's request and answer, beside the bodies. */
const askedHeaders = ['range', 'if-none-match', 'if-range', 'content-type', 'content-length']
const answeredHeaders = [
  'content-type',
  'content-length',
  'content-range',
  'content-disposition',
  'accept-ranges',
  'etag',
  'last-modified',
  'retry-after',
]
/** What a form adds to the file that it carries, in bytes. */
const formAllowance = 1_000_000

/** Manuals: handed on to the assistant as streams, in the person's name. */
export function addDocumentRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { assistant, config } = collaborators
  const maxBytes = config.MAX_UPLOAD_MB * 1_000_000 + formAllowance

  async function forward(request: FastifyRequest, reply: FastifyReply, path: string, body?: Readable) {
    const person = personOf(request)
    const answer = await assistant.forward({
      caller: { subject: person.id, roles: rolesOf(person) },
      requestId: request.id,
      method: request.method,
      path,
      headers: pick(request.headers, askedHeaders),
      ...(body && { body: Readable.toWeb(body) as ReadableStream<Uint8Array> }),
    })
    reply.status(answer.status)
    reply.headers(pick(Object.fromEntries(answer.headers), answeredHeaders))
    return reply.send(answer.body === null ? null : Readable.fromWeb(answer.body))
  }

  server.get('/api/documents', (request, reply) => forward(request, reply, assistantPaths.documents))
  server.get('/api/documents/:id', (request, reply) =>
    forward(request, reply, assistantPaths.document(parse(paramsSchema, request.params).id)),
  )
  server.get('/api/documents/:id/file', (request, reply) =>
    forward(request, reply, assistantPaths.documentFile(parse(paramsSchema, request.params).id)),
  )

  server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('multipart/form-data', (_, payload, done) => done(null, payload))
    uploads.post(
      '/api/documents',
      { onRequest: async (request) => mayUpload(request, maxBytes) },
      (request, reply) => forward(request, reply, assistantPaths.documents, request.body as Readable),
    )
  })
}

function mayUpload(request: FastifyRequest, maxBytes: number): void {
  if (!may(personOf(request), 'upload-manuals')) {
    throw new UserError('not_allowed', 'Adding manuals needs the role knowledge-keeper.', {
      status: 403,
      action: 'Ask a knowledge keeper to add it.',
    })
  }
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    const megabytes = Math.floor(maxBytes / 1_000_000) - 1
    throw new UserError('too_large', `The file is larger than ${megabytes} MB.`, {
      status: 413,
      action: 'Split the manual, or ask an administrator to raise MAX_UPLOAD_MB.',
    })
  }
}

function pick(headers: Record<string, unknown>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  )
}
