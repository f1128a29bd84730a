import { PassThrough } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ChatEvents } from '../assistant-api.ts'

/** Tells the asker how the answer comes along. */
export type Emit = <Name extends keyof ChatEvents>(event: Name, data: ChatEvents[Name]) => void

export interface EventStream {
  send: Emit
  end(): void
}

/** How often a quiet stream shows that it lives, in milliseconds: below what proxies wait. */
const heartbeat = 15_000

/** Answers a request with server-sent events, from now until `end`. */
export function openEventStream(reply: FastifyReply): EventStream {
  const body = new PassThrough()
  const beat = setInterval(() => body.write(': still here\n\n'), heartbeat)
  body.once('close', () => clearInterval(beat))
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(body)
  return {
    send: (event, data) => {
      if (body.writable) body.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    end: () => body.end(),
  }
}
