import { randomBytes } from 'node:crypto'
import {
  apiErrorSchema,
  assistantPaths,
  type DocumentFields,
  documentAcceptedSchema,
  documentListSchema,
  type KnowledgeDocument,
} from '../../assistant-api.ts'
import { rolesOf } from '../../people.ts'
import { refusalOf } from '../assistant/refusal.ts'
import type { ForwardedCall } from '../assistant.ts'
import type { Request } from '../handler.ts'
import type { SentFile } from '../platform.ts'

/**
 * Sends a file to the assistant as it comes in, in the person's name.
 * @returns the document's id; null where the assistant has this very file already.
 * @throws UserError with what the assistant refuses, or that it is away.
 */
export async function uploadManual(
  { file, content, fields }: { file: SentFile; content: ReadableStream<Uint8Array>; fields: DocumentFields },
  request: Request,
): Promise<string | null> {
  const boundary = `manual-${randomBytes(16).toString('hex')}`
  const response = await call(request, {
    method: 'POST',
    path: assistantPaths.documents,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: ReadableStream.from(formOf(file, content, fields, boundary)),
  })
  if (response.status === 409 && (await isThere(response.clone()))) {
    await response.body?.cancel()
    return null
  }
  if (!response.ok) throw await refusalOf(response)
  return documentAcceptedSchema.parse(await response.json()).document_id
}

/** The document that was made of a file before; null where there is none. */
export async function documentOf(
  { name, size }: SentFile,
  request: Request,
): Promise<KnowledgeDocument | null> {
  const response = await call(request, { method: 'GET', path: assistantPaths.documents, headers: {} })
  if (!response.ok) throw await refusalOf(response)
  const { documents } = documentListSchema.parse(await response.json())
  return documents.find((document) => document.filename === name && document.size === size) ?? null
}

async function call(
  { person, delivery, with: { assistant } }: Request,
  wanted: Pick<ForwardedCall, 'method' | 'path' | 'headers' | 'body'>,
): Promise<Response> {
  const caller = { subject: person.id, roles: rolesOf(person) }
  return await assistant.forward({ caller, requestId: delivery.requestId, ...wanted })
}

async function isThere(response: Response): Promise<boolean> {
  const said = apiErrorSchema.safeParse(await response.json().catch(() => null))
  return said.data?.error.code === 'already_there'
}

/** The parts of the form, the file among them as it arrives. */
async function* formOf(
  { name }: SentFile,
  content: ReadableStream<Uint8Array>,
  fields: DocumentFields,
  boundary: string,
): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder()
  for (const [field, value] of Object.entries(fields)) {
    const disposition = `content-disposition: form-data; name="${field}"`
    yield bytes.encode(`--${boundary}\r\n${disposition}\r\n\r\n${[value].flat().join(',')}\r\n`)
  }
  const filename = name.replaceAll(/[\r\n]/g, ' ').replaceAll('"', '%22')
  const disposition = `content-disposition: form-data; name="file"; filename="${filename}"`
  yield bytes.encode(`--${boundary}\r\n${disposition}\r\ncontent-type: application/pdf\r\n\r\n`)
  yield* content
  yield bytes.encode(`\r\n--${boundary}--\r\n`)
}
