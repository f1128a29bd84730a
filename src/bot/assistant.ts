import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import {
  assistantPaths,
  type Health,
  healthSchema,
  requestIdHeader,
  type Suggestions,
  type SummaryRequest,
  suggestionsSchema,
  summarySchema,
} from '../assistant-api.ts'
import type { Config } from '../config.ts'
import type { AssistantCalls } from '../sops/assistant.ts'
import { type Caller, tokenSigner } from '../tokens.ts'
import { callsForRuns } from './assistant/calls-for-runs.ts'
import type { ChatCall } from './assistant/chat-call.ts'
import { type ChatEvent, readEvents } from './assistant/events.ts'
import { watchSilence, within } from './assistant/patience.ts'
import { away, refusalOf } from './assistant/refusal.ts'

/** A call that is handed on as it came, its answer too. */
export interface ForwardedCall {
  caller: Caller
  requestId: string
  method: string
  path: string
  headers: Record<string, string>
  body?: ReadableStream<Uint8Array>
}

/** The assistant, over HTTP. Where it cannot be reached, every call throws the UserError of `isAway`. */
export interface AssistantClient {
  /** @throws UserError with what the assistant refuses, or that it is away, also in the middle of an answer. */
  chat(call: ChatCall, signal: AbortSignal): AsyncGenerator<ChatEvent>
  health(signal?: AbortSignal): Promise<Health>
  suggestions(): Promise<Suggestions>
  /** What a model writes about a case; null where none does. */
  summarise(facts: SummaryRequest, requestId: string, signal: AbortSignal): Promise<string | null>
  /** Sends a record of the bot's own. */
  put(path: string, record: unknown, requestId: string, signal: AbortSignal): Promise<void>
  forward(call: ForwardedCall): Promise<Response>
  /** What runs need: their looks and test questions are the bot's own. */
  forRuns: AssistantCalls
}

const shortCallMs = 3_000
const recordCallMs = 10_000

/** The bot's own work, as tokens name it. */
const botItself: Caller = { subject: 'bot', roles: [] }

type Send = (path: string, caller: Caller, requestId: string, init: RequestInit) => Promise<Response>

/** A client of the assistant at ASSISTANT_URL, or at its port on this machine. */
export function assistantClient(config: Config): AssistantClient {
  const send = sender(config)
  // Two models may be tried, each for that long, before a word is written.
  const silenceMs = config.OPENAI_TIMEOUT_SECONDS * 2_000 + 20_000
  const chatting: AssistantClient['chat'] = (call, signal) => chat(send, call, silenceMs, signal)
  return {
    chat: chatting,
    forRuns: callsForRuns((path, init) => send(path, botItself, randomUUID(), init), chatting, botItself),
    health: async (signal) => {
      const init = { signal: within(shortCallMs, signal) }
      return await bodyOf(await send(assistantPaths.health, botItself, randomUUID(), init), healthSchema)
    },
    suggestions: async () => {
      const init = { signal: within(shortCallMs) }
      const response = await send(assistantPaths.suggestions, botItself, randomUUID(), init)
      if (!response.ok) throw await refusalOf(response)
      return await bodyOf(response, suggestionsSchema)
    },
    summarise: async (facts, requestId, signal) => {
      const response = await send(assistantPaths.summaries, botItself, requestId, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(facts),
        signal: within(silenceMs, signal),
      })
      if (!response.ok) throw await refusalOf(response)
      return (await bodyOf(response, summarySchema)).summary
    },
    put: async (path, record, requestId, signal) => {
      const response = await send(path, botItself, requestId, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(record),
        signal: within(recordCallMs, signal),
      })
      if (!response.ok) throw await refusalOf(response)
      await response.body?.cancel()
    },
    forward: ({ caller, requestId, path, body, ...init }) =>
      send(path, caller, requestId, { ...init, ...(body && { body, duplex: 'half' }) }),
  }
}

/** Sends signed requests under their ids. */
function sender(config: Config): Send {
  const base = (config.ASSISTANT_URL ?? `http://127.0.0.1:${config.ASSISTANT_PORT}`).replace(/\/$/, '')
  const sign = config.TOKEN_PRIVATE_KEY === undefined ? undefined : tokenSigner(config.TOKEN_PRIVATE_KEY)
  return async (path, caller, requestId, init) => {
    const headers = new Headers(init.headers)
    headers.set(requestIdHeader, requestId)
    if (sign !== undefined) headers.set('authorization', `Bearer ${await sign(caller, 'assistant')}`)
    try {
      return await fetch(base + path, { ...init, headers })
    } catch (cause) {
      throw away(cause)
    }
  }
}

async function* chat(
  send: Send,
  { caller, requestId, idempotencyKey, body }: ChatCall,
  silenceMs: number,
  signal: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const silence = watchSilence(silenceMs)
  try {
    const response = await send(assistantPaths.chat, caller, requestId, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        'idempotency-key': idempotencyKey,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([signal, silence.signal]),
    })
    if (!response.ok || response.body === null) throw await refusalOf(response)
    yield* readEvents(response.body, silence.heard)
  } finally {
    silence.end()
  }
}

async function bodyOf<Schema extends z.ZodType>(
  response: Response,
  schema: Schema,
): Promise<z.output<Schema>> {
  try {
    return schema.parse(await response.json())
  } catch (cause) {
    throw away(cause)
  }
}
