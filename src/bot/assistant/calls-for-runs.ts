import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import {
  assistantPaths,
  type ChatAnswer,
  documentListSchema,
  documentSchema,
  documentTestsSchema,
  infoSchema,
  performanceSchema,
  searchResponseSchema,
  suggestionsSchema,
} from '../../assistant-api.ts'
import type { AssistantCalls, TestQuestion } from '../../sops/assistant.ts'
import type { Caller } from '../../tokens.ts'
import type { ChatCall } from './chat-call.ts'
import type { ChatEvent } from './events.ts'
import { within } from './patience.ts'
import { away, refusalOf } from './refusal.ts'

type Send = (path: string, init: RequestInit) => Promise<Response>
type Chat = (call: ChatCall, signal: AbortSignal) => AsyncGenerator<ChatEvent>

const callMs = 10_000
/** A test question waits as long as a person would. */
const questionMs = 60_000

/** What runs need of the assistant, by the bot's own calls. */
export function callsForRuns(send: Send, chat: Chat, caller: Caller): AssistantCalls {
  const read = async <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal?: AbortSignal,
    init: RequestInit = {},
  ): Promise<z.output<Schema> | null> => {
    const response = await send(path, { ...init, signal: within(callMs, signal) })
    if (response.status === 404) return null
    if (!response.ok) throw await refusalOf(response)
    return await response.json().then(schema.parse, (cause) => Promise.reject(away(cause)))
  }
  const must = async <Schema extends z.ZodType>(...call: Parameters<typeof read<Schema>>) => {
    const body = await read<Schema>(...call)
    if (body === null) throw away(new Error(`${call[0]} answered 404`))
    return body
  }
  /** What is gone is as good as done. */
  const act = async (method: string, path: string, signal?: AbortSignal): Promise<void> => {
    const response = await send(path, { method, signal: within(callMs, signal) })
    if (!response.ok && response.status !== 404) throw await refusalOf(response)
    await response.body?.cancel()
  }
  return {
    info: (signal) => must(assistantPaths.info, infoSchema, signal),
    performance: (timeZone, signal) => {
      const path = `${assistantPaths.performance}?${new URLSearchParams({ time_zone: timeZone })}`
      return must(path, performanceSchema, signal)
    },
    documents: async (signal) => (await must(assistantPaths.documents, documentListSchema, signal)).documents,
    suggestions: async (signal) =>
      (await must(assistantPaths.suggestions, suggestionsSchema, signal)).questions,
    document: (id, signal) => read(assistantPaths.document(id), documentSchema, signal),
    documentTests: (id, signal) => read(assistantPaths.documentTests(id), documentTestsSchema, signal),
    readAgain: (id, signal) => act('POST', assistantPaths.documentReindex(id), signal),
    removeDocument: (id, signal) => act('DELETE', assistantPaths.document(id), signal),
    search: async (query, machineModel, signal) => {
      const body = JSON.stringify({ query, ...(machineModel !== null && { machine_model: machineModel }) })
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body }
      return (await must(assistantPaths.search, searchResponseSchema, signal, init)).results
    },
    ask: (question, signal) => askToTheEnd(chat, caller, question, within(questionMs, signal)),
  }
}

async function askToTheEnd(
  chat: Chat,
  caller: Caller,
  { question, machineModel, key }: TestQuestion,
  signal: AbortSignal,
): Promise<ChatAnswer> {
  const call: ChatCall = {
    caller,
    requestId: randomUUID(),
    idempotencyKey: key,
    body: {
      message: question,
      session_id: `check-${key}`,
      ...(machineModel !== undefined && { machine_model: machineModel }),
    },
  }
  for await (const event of chat(call, signal)) {
    if (event.event === 'done') return event.data
  }
  throw away(new Error('the answer ended without its end'))
}
