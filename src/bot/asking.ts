import { setTimeout as rest } from 'node:timers/promises'
import type { ChatAnswer, Citation } from '../assistant-api.ts'
import { rolesOf } from '../people.ts'
import type { ChatCall } from './assistant/chat-call.ts'
import { isAway } from './assistant/refusal.ts'
import { isWorkedOn } from './away.ts'
import type { Asked, Request } from './handler.ts'
import type { Place } from './platform.ts'

/** An answer on its way. */
export interface Progress {
  text: string
  citations: Citation[]
  /** What is going on before the first word. */
  status: string
}

/** For so long the assistant is tried again before the person hears why it takes time, in milliseconds. */
const quietMs = 4_000
const quietRestMs = 300

/** The assistant's name for the conversation of a place. */
export function sessionIdOf({ platform, thread }: Place): string {
  return `${platform}:${thread}`
}

/** How long ago something was sent, in milliseconds. */
export function waited({ delivery, with: { clock } }: Request): number {
  return clock.now().getTime() - delivery.receivedAt.getTime()
}

/**
 * Asks the assistant, and while it may only just be restarting, asks again without a word. `show` is told how the
 * answer comes along.
 * @throws UserError with what the assistant refuses, or that it is away.
 */
export async function askQuietly(
  question: Asked,
  request: Request,
  show: (progress: Progress) => void,
): Promise<ChatAnswer> {
  for (;;) {
    try {
      return await ask(question, request, show)
    } catch (error) {
      if (!isAway(error) || waited(request) >= quietMs || (await isWorkedOn(request))) throw error
      await rest(quietRestMs, undefined, { signal: request.signal })
    }
  }
}

async function ask(
  question: Asked,
  request: Request,
  show: (progress: Progress) => void,
): Promise<ChatAnswer> {
  const progress: Progress = { text: '', citations: [], status: '' }
  for await (const { event, data } of request.with.assistant.chat(
    callOf(question, request),
    request.signal,
  )) {
    if (event === 'done') return data
    if (event === 'status') progress.status = data.text
    if (event === 'delta') progress.text += data.text
    if (event === 'replace') progress.text = data.text
    if (event === 'citations') progress.citations = data.citations
    show({ ...progress })
  }
  throw new Error('an answer ended without an end')
}

function callOf(question: Asked, { delivery, person }: Request): ChatCall {
  const { text, machineModel, language = person.language } = question
  return {
    caller: { subject: person.id, roles: rolesOf(person) },
    requestId: delivery.requestId,
    idempotencyKey: delivery.key,
    body: {
      message: text,
      session_id: sessionOf(question, delivery.place),
      ...(machineModel !== null && { machine_model: machineModel }),
      // What the question itself is written in counts more; where that does not show, this does.
      ...(language !== undefined && { language }),
    },
  }
}

/** A question to all models is asked apart: within the conversation it would be taken for its machine's. */
function sessionOf({ isToAllModels }: Asked, place: Place): string {
  return isToAllModels ? `${sessionIdOf(place)}:all-models` : sessionIdOf(place)
}
