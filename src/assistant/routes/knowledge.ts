import { fastifyMultipart } from '@fastify/multipart'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import {
  documentAcceptedSchema,
  documentListSchema,
  documentSchema,
  documentTestsSchema,
  languageSchema,
  searchRequestSchema,
  searchResponseSchema,
  suggestionsSchema,
} from '../../assistant-api.ts'
import type { Clock } from '../../clock.ts'
import type { Config } from '../../config.ts'
import type { AssistantDb } from '../../db.ts'
import { UserError } from '../../errors.ts'
import type { Logger } from '../../log.ts'
import { sendFile } from '../knowledge/document-file.ts'
import {
  addDocument,
  deleteDocument,
  findDocument,
  findFile,
  listDocuments,
  queueAgain,
} from '../knowledge/document-store.ts'
import { testsOf } from '../knowledge/document-tests.ts'
import { search } from '../knowledge/search.ts'
import { suggest } from '../knowledge/suggestions.ts'
import { readUpload } from '../knowledge/upload.ts'

export interface KnowledgeParts {
  db: AssistantDb
  config: Config
  log: Logger
  clock: Clock
  ingestion: { wake(): void }
}

const params = z.object({ id: z.uuid({ error: 'must be a document_id' }) })
const tags = ['knowledge']
const nothing = z.undefined().describe('Deleted')

/** The form of an upload, for the documentation; upload.ts validates it as it streams in. */
const uploadForm = z.object({
  file: z.file().describe('The PDF'),
  title: z.string(),
  machine_models: z.string().optional().describe('Separated by commas; without them it serves every model'),
  tags: z.string().optional().describe('Separated by commas'),
  language: z.string().optional().describe('Two letters; en when not given'),
  document_type: z.string().optional().describe('manual, guide, bulletin or other'),
})

/** The knowledge base over HTTP: documents, search, and what the chat page suggests. */
export function knowledgeRoutes(parts: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    await server.register(uploadRoute(parts))
    await server.register(documentRoutes(parts))
    await server.register(testsRoute(parts))
    await server.register(reindexRoute(parts))
    await server.register(searchRoutes(parts))
  }
}

function uploadRoute({ db, config, ingestion }: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    await server.register(fastifyMultipart, { throwFileSizeLimit: false })
    server.post(
      '/ai/knowledge/documents',
      {
        schema: {
          summary: 'Upload a manual; it is read in the background',
          tags,
          consumes: ['multipart/form-data'],
          body: uploadForm,
          response: { 202: documentAcceptedSchema },
        },
        validatorCompiler: () => (value: unknown) => ({ value }),
      },
      async (request, reply) => {
        const { fields, file } = await readUpload(request, { maxMegabytes: config.MAX_UPLOAD_MB })
        const added = await addDocument(db, fields, file)
        if ('sameAs' in added) throw alreadyThere(added.sameAs)
        ingestion.wake()
        return reply.status(202).send({ document_id: added.documentId, status: 'queued' })
      },
    )
  }
}

function documentRoutes({ db }: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/ai/knowledge/documents',
      { schema: { summary: 'All documents, newest first', tags, response: { 200: documentListSchema } } },
      async () => ({ documents: await listDocuments(db) }),
    )
    server.get(
      '/ai/knowledge/documents/:id',
      {
        schema: {
          summary: 'A document, and how far its reading is',
          tags,
          params,
          response: { 200: documentSchema },
        },
      },
      async ({ params: { id } }) => (await findDocument(db, id)) ?? noDocument(),
    )
    server.delete(
      '/ai/knowledge/documents/:id',
      { schema: { summary: 'Delete a document with its file', tags, params, response: { 204: nothing } } },
      async ({ params: { id } }, reply) => {
        if (!(await deleteDocument(db, id))) noDocument()
        return reply.status(204).send()
      },
    )
    server.get(
      '/ai/knowledge/documents/:id/file',
      { schema: { summary: 'The original PDF', tags, params } },
      async ({ params: { id }, headers }, reply) =>
        sendFile(reply, (await findFile(db, id)) ?? noDocument(), headers['if-none-match']),
    )
  }
}

function testsRoute({ db }: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/ai/knowledge/documents/:id/tests',
      {
        schema: {
          summary: 'Words and questions that show whether a document is found and cited',
          tags,
          params,
          response: { 200: documentTestsSchema },
        },
      },
      async ({ params: { id } }) => (await testsOf(db, id)) ?? noDocument(),
    )
  }
}

function reindexRoute({ db, ingestion }: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/ai/knowledge/documents/:id/reindex',
      {
        schema: {
          summary: 'Read a document anew from its original',
          tags,
          params,
          response: { 202: documentAcceptedSchema },
        },
      },
      async ({ params: { id } }, reply) => {
        if (!(await queueAgain(db, id)))
          throw (await findDocument(db, id)) === null ? noDocument() : beingRead()
        ingestion.wake()
        return reply.status(202).send({ document_id: id, status: 'queued' })
      },
    )
  }
}

function searchRoutes({ db }: KnowledgeParts): FastifyPluginAsyncZod {
  return async (server) => {
    server.post(
      '/ai/knowledge/search',
      {
        schema: {
          summary: 'The passages that fit a query best',
          tags,
          body: searchRequestSchema,
          response: { 200: searchResponseSchema },
        },
      },
      async ({ body: { query, machine_model, limit } }) => ({
        results: await search(db, { query, limit, ...(machine_model && { machineModel: machine_model }) }),
      }),
    )
    server.get(
      '/ai/knowledge/suggestions',
      {
        schema: {
          summary: 'Models that are known, and questions that the manuals answer',
          tags,
          querystring: z.object({ language: languageSchema.optional() }),
          response: { 200: suggestionsSchema },
        },
      },
      async ({ query: { language } }) => await suggest(db, language),
    )
  }
}

function noDocument(): never {
  throw new UserError('no_document', 'There is no document with this id.', {
    status: 404,
    action: 'GET /ai/knowledge/documents lists what there is.',
  })
}

function beingRead(): UserError {
  return new UserError('being_read', 'The document is waiting to be read, or being read, already.', {
    status: 409,
    action: 'Wait until its status is ready or failed.',
  })
}

function alreadyThere(title: string): UserError {
  return new UserError('already_there', `This file is in the knowledge base already, as “${title}”.`, {
    status: 409,
    action: 'To replace it, delete that document first.',
  })
}
