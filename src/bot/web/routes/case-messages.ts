import { fastifyMultipart } from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { FileContent } from '../../../oncall/messages-store.ts'
import { speak } from '../../cases/speak.ts'
import { withoutSecrets } from '../../chat-secrets.ts'
import type { CaseRecord } from '../api.ts'
import { type AskedCase, askedCase } from '../asked-case.ts'
import { caseViews } from '../case-record.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { mayBeRead, readMessageForm } from '../message-form.ts'
import { idSchema, parse, wordsSchema } from '../parse.ts'

const messageSchema = z.strictObject({
  key: idSchema,
  text: wordsSchema.min(1, { error: 'must not be empty' }),
})
/** With files there need be no words. */
const withFilesSchema = messageSchema.extend({ text: wordsSchema.default('') })

/** What is said about cases, with files or without, for whoever may see them. */
export function addCaseMessageRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { cases } = collaborators

  server.post('/api/cases/:number/messages', async (request) => {
    const known = await askedCase(request, cases)
    return await say(known, parse(messageSchema, request.body), request, collaborators)
  })

  server.register(async (forms) => {
    // What is too large is read to its end, so that its sender hears it.
    await forms.register(fastifyMultipart, { throwFileSizeLimit: false })
    forms.post(
      '/api/cases/:number/files',
      { onRequest: async (request) => mayBeRead(request) },
      async (request) => {
        const known = await askedCase(request, cases)
        const { fields, files } = await readMessageForm(request)
        return await say(known, { ...parse(withFilesSchema, fields), files }, request, collaborators)
      },
    )
  })
}

interface Message {
  key: string
  text: string
  files?: FileContent[]
}

/** Passes it on in the person's name. @returns the case, with what was said. */
async function say(
  { person, one, relation }: AskedCase,
  { key, text, files = [] }: Message,
  request: FastifyRequest,
  collaborators: WebCollaborators,
): Promise<CaseRecord> {
  const words = { side: relation.side, by: person.id, text: withoutSecrets(text), files }
  // Nobody can use up a key of somebody else's.
  await speak(one, { ...words, sourceKey: `case:${one.number}:${person.id}:${key}` }, collaborators)
  request.log.info({ case: one.number, message: key, files: files.length }, 'words about a case')
  return await caseViews(person, collaborators).record(one, relation)
}
