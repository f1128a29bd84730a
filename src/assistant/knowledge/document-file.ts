import type { FastifyReply } from 'fastify'
import { encodedName } from '../../encoded-name.ts'
import type { NewFile } from './document-store.ts'

/**
 * Sends an original PDF so that a browser shows it, takes it for nothing else, and asks again only for what
 * has changed.
 */
export function sendFile(reply: FastifyReply, file: NewFile, ifNoneMatch: string | undefined): FastifyReply {
  const etag = `"${file.sha256}"`
  reply.headers({
    etag,
    'cache-control': 'private, no-cache',
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="manual.pdf"; filename*=UTF-8''${encodedName(file.filename)}`,
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
  if (ifNoneMatch === etag) return reply.status(304).send()
  return reply.send(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength))
}
