import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { assistantPaths } from '../../../assistant-api.ts'
import { UserError } from '../../../errors.ts'
import { may, rolesOf } from '../../../people.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { forward } from '../forward.ts'
import { personOf } from '../identity.ts'
import { idSchema, parse } from '../parse.ts'

const paramsSchema = z.object({ id: idSchema })

/** What a form adds to the file that it carries, in bytes. */
const formAllowance = 1_000_000

/** Manuals: handed on to the assistant as streams, in the person's name. */
export function addDocumentRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { assistant, config } = collaborators
  const maxBytes = config.MAX_UPLOAD_MB * 1_000_000 + formAllowance

  const handOn = (request: FastifyRequest, reply: FastifyReply, path: string, body?: Readable) => {
    const person = personOf(request)
    const caller = { subject: person.id, roles: rolesOf(person) }
    return forward({ caller, path, ...(body && { body }) }, request, reply, assistant)
  }

  server.get('/api/documents', (request, reply) => handOn(request, reply, assistantPaths.documents))
  server.get('/api/documents/:id', (request, reply) =>
    handOn(request, reply, assistantPaths.document(parse(paramsSchema, request.params).id)),
  )
  server.get('/api/documents/:id/file', (request, reply) =>
    handOn(request, reply, assistantPaths.documentFile(parse(paramsSchema, request.params).id)),
  )

  server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('multipart/form-data', (_, payload, done) => done(null, payload))
    uploads.post(
      '/api/documents',
      { onRequest: async (request) => mayUpload(request, maxBytes) },
      (request, reply) => handOn(request, reply, assistantPaths.documents, request.body as Readable),
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
