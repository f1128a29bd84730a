import { EventSourceParserStream } from 'eventsource-parser/stream'
import { z } from 'zod'
import { apiErrorSchema, type ChatEvents, chatAnswerSchema, citationSchema } from '../../assistant-api.ts'
import { away, refusalFrom } from './refusal.ts'

/** One event of an answer that is being written; `error` is thrown instead. */
export type ChatEvent = {
  [Name in Exclude<keyof ChatEvents, 'error'>]: { event: Name; data: ChatEvents[Name] }
}[Exclude<keyof ChatEvents, 'error'>]

const schemas: { [Name in keyof ChatEvents]: z.ZodType<ChatEvents[Name]> } = {
  status: z.object({ stage: z.enum(['searching', 'writing']), text: z.string() }),
  delta: z.object({ text: z.string() }),
  replace: z.object({ text: z.string() }),
  citations: z.object({ citations: z.array(citationSchema) }),
  done: chatAnswerSchema,
  error: apiErrorSchema.shape.error,
}

/**
 * Reads the events of an answer up to the last, `done`; `heard` is called at every sign of life.
 * @throws UserError with what the assistant says went wrong, or that the stream broke off.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  heard: () => void,
): AsyncGenerator<ChatEvent> {
  const messages = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .pipeThrough(new EventSourceParserStream({ onComment: heard }))
    [Symbol.asyncIterator]()
  try {
    for (let last = ''; last !== 'done'; ) {
      const next = await messages.next().catch((cause: unknown) => {
        throw away(cause)
      })
      if (next.done) throw away(new Error('the event stream ended before the answer did'))
      heard()
      last = next.value.event ?? ''
      const event = parseEvent(last, next.value.data)
      if (event !== undefined) yield event
    }
  } finally {
    await messages.return?.().catch(() => undefined)
  }
}

/** PostgreSQL keeps no NUL in a text, and nobody reads one. */
function withoutNul(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '') : value
}

/** An event that is not known is passed over: a newer assistant may send more. */
function parseEvent(name: string, data: string): ChatEvent | undefined {
  if (!Object.hasOwn(schemas, name)) return undefined
  const event = name as keyof ChatEvents
  const parsed = schemas[event].parse(JSON.parse(data, withoutNul))
  if (event === 'error') throw refusalFrom(parsed as ChatEvents['error'])
  return { event, data: parsed } as ChatEvent
}
