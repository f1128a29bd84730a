import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { assistantPaths, documentAcceptedSchema } from '../../../assistant-api.ts'
import { UserError } from '../../../errors.ts'
import { may, rolesOf } from '../../../people.ts'
import { longestWords } from '../../manuals/fields.ts'
import { followManual } from '../../manuals/follow.ts'
import type { UploadAccepted } from '../api.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { type Forwarded, forward, handOn, relay } from '../forward.ts'
import { identityIn, personOf } from '../identity.ts'
import { idSchema, parse } from '../parse.ts'
import { web } from '../platform.ts'

const paramsSchema = z.object({ id: idSchema })
const uploadSchema = z.object({
  words: z
    .string()
    .trim()
    .max(longestWords, { error: `must be at most ${longestWords} characters` })
    .default(''),
})

/** What a form adds to the file that it carries, in bytes. */
const formAllowance = 1_000_000

/** Manuals: handed on to the assistant as streams, in the person's name. */
export function addDocumentRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { assistant, config } = collaborators
  const maxBytes = config.MAX_UPLOAD_MB * 1_000_000 + formAllowance

  const read = (request: FastifyRequest, reply: FastifyReply, path: string) =>
    forward(asSender(request, path), request, reply, assistant)

  server.get('/api/documents', (request, reply) => read(request, reply, assistantPaths.documents))
  server.get('/api/documents/:id', (request, reply) =>
    read(request, reply, assistantPaths.document(parse(paramsSchema, request.params).id)),
  )
  server.get('/api/documents/:id/file', (request, reply) =>
    read(request, reply, assistantPaths.documentFile(parse(paramsSchema, request.params).id)),
  )

  server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers()
    uploads.addContentTypeParser('multipart/form-data', (_, payload, done) => done(null, payload))
    uploads.post(
      '/api/documents',
      { onRequest: async (request) => mayUpload(request, maxBytes) },
      (request, reply) => upload(request, reply, collaborators),
    )
  })
}

/** In the name of whoever sent a request. */
function asSender(request: FastifyRequest, path: string): Forwarded {
  const person = personOf(request)
  return { caller: { subject: person.id, roles: rolesOf(person) }, path }
}

/** Hands a manual on; once the assistant has it, a run follows it. */
async function upload(
  request: FastifyRequest,
  reply: FastifyReply,
  collaborators: WebCollaborators,
): Promise<FastifyReply> {
  const { words } = parse(uploadSchema, request.query)
  const body = request.body as Readable
  const sent = { ...asSender(request, assistantPaths.documents), body }
  const answer = await handOn(sent, request, collaborators.assistant)
  if (answer.status !== 202) return relay(answer, reply)
  const accepted = documentAcceptedSchema.parse(await answer.json())
  const run = await follow(accepted.document_id, words, request, collaborators)
  return reply.status(202).send({ ...accepted, run } satisfies UploadAccepted)
}

/** The number of the run; null where it could not begin: the manual is read all the same. */
async function follow(
  document: string,
  words: string,
  request: FastifyRequest,
  { runs, log }: WebCollaborators,
): Promise<number | null> {
  const { person, verified } = identityIn(request)
  // The form shows it, in no conversation.
  const place = { platform: web, thread: randomUUID() }
  const actor = { person, verified, requestId: request.id, place: web }
  try {
    return (await followManual({ document, words, key: `upload:${document}`, place }, actor, runs)).number
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    log.warn({ code: error.code, document, request_id: request.id }, 'a manual is followed by no run')
    return null
  }
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
