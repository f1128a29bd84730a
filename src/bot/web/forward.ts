import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../../tokens.ts'
import type { AssistantClient } from '../assistant.ts'

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

/** A request to be handed on, in somebody's name. */
export interface Forwarded {
  caller: Caller
  path: string
  body?: Readable
}

/** Hands a request on to the assistant as a stream, and its answer back. */
export async function forward(
  forwarded: Forwarded,
  request: FastifyRequest,
  reply: FastifyReply,
  assistant: Pick<AssistantClient, 'forward'>,
): Promise<FastifyReply> {
  return relay(await handOn(forwarded, request, assistant), reply)
}

/** Hands a request on to the assistant as a stream. */
export async function handOn(
  { caller, path, body }: Forwarded,
  request: FastifyRequest,
  assistant: Pick<AssistantClient, 'forward'>,
): Promise<Response> {
  return await assistant.forward({
    caller,
    requestId: request.id,
    method: request.method,
    path,
    headers: pick(request.headers, askedHeaders),
    ...(body && { body: Readable.toWeb(body) as ReadableStream<Uint8Array> }),
  })
}

/** Hands the assistant's answer back. */
export function relay(answer: Response, reply: FastifyReply): FastifyReply {
  reply.status(answer.status)
  reply.headers(pick(Object.fromEntries(answer.headers), answeredHeaders))
  return reply.send(answer.body === null ? null : Readable.fromWeb(answer.body))
}

function pick(headers: Record<string, unknown>, names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  )
}
