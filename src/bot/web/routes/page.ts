import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { UserError } from '../../../errors.ts'
import type { PageFile } from '../page-files.ts'

const require = createRequire(import.meta.url)

/** What the page loads of other people's work: the address, the package, the folder in it. */
const vendors = [
  { prefix: '/vendor/preact/', entry: 'preact', folder: '.' },
  { prefix: '/vendor/preact-hooks/', entry: 'preact/hooks', folder: '.' },
  { prefix: '/vendor/htm/', entry: 'htm', folder: '.' },
  { prefix: '/vendor/pdfjs/', entry: 'pdfjs-dist', folder: '..' },
]

/** The page itself, its files, and the libraries it loads. */
export async function addPageRoutes(server: FastifyInstance, files: Map<string, PageFile>): Promise<void> {
  const page = (request: FastifyRequest, reply: FastifyReply) => send('index.html', files, request, reply)
  for (const path of [
    '/',
    '/c/:conversation',
    '/documents/:id',
    '/approvals',
    '/runs',
    '/runs/:number',
    '/cases',
    '/cases/:number',
    '/manuals/add',
  ])
    server.get(path, page)
  for (const path of ['/admin', '/analytics']) server.get(path, (_, reply) => reply.redirect('/'))

  server.get<{ Params: { '*': string } }>('/page/*', (request, reply) =>
    send(request.params['*'], files, request, reply),
  )
  for (const { prefix, entry, folder } of vendors) {
    const root = join(dirname(require.resolve(entry)), folder)
    await server.register(fastifyStatic, { root, prefix, decorateReply: false, cacheControl: false })
  }
}

function send(path: string, files: Map<string, PageFile>, request: FastifyRequest, reply: FastifyReply) {
  const file = files.get(path)
  if (file === undefined) {
    throw new UserError('not_found', 'The page has no such file.', {
      status: 404,
      action: 'Reload the page.',
    })
  }
  const { body, etag } = file.content()
  reply.header('cache-control', 'no-cache').header('etag', etag)
  if (request.headers['if-none-match'] === etag) return reply.status(304).send()
  return reply.type(file.type).send(body)
}
