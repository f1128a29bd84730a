import { setTimeout as rest } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import type { ChatAnswer, Citation } from '../assistant-api.ts'
import { later } from '../clock.ts'
import { UserError } from '../errors.ts'
import { rolesOf } from '../people.ts'
import { isAway } from './assistant/refusal.ts'
import { isWorkedOn, whyAway } from './away.ts'
import {
  answerCard,
  awaitingServiceCard,
  refusedCard,
  serviceGoneCard,
  streamingCard,
  waitingCard,
} from './cards/answer.ts'
import type { Asked, Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import type { Place, Post } from './platform.ts'
import { throttle } from './throttle.ts'

/** A question on its way to the assistant. */
export interface Question extends Asked {
  /** The post that shows the answer: always the same one, however often it takes. */
  postKey: string
}

/** For so long the assistant is tried again before the person hears why it takes time, in milliseconds. */
const quietMs = 4_000
const quietRestMs = 300
/** How often it is tried while a question waits, and for how long. */
const waitMs = 1_500
const giveUpMinutes = 10

/** The assistant's name for the conversation of a place. */
export function sessionIdOf({ platform, thread }: Place): string {
  return `${platform}:${thread}`
}

/** A question to all models is asked apart: within the conversation it would be taken for its machine's. */
function sessionOf({ isToAllModels }: Question, place: Place): string {
  return isToAllModels ? `${sessionIdOf(place)}:all-models` : sessionIdOf(place)
}

/** Answers a question in one post, which first says that it is being looked for. */
export async function answer(question: Question, request: Request): Promise<Outcome | undefined> {
  const { platform, delivery } = request
  const post: Post = { ...delivery.place, key: question.postKey }
  if (!request.isResumed || (await platform.read(post)) === null) {
    await platform.post(post, post.key, waitingCard(question.machineModel), true)
  }
  try {
    const found = await askQuietly(question, post, request)
    await platform.update(post, answerCard(found, question))
    return undefined
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    if (isAway(error)) return await waitForService(error, question, post, request)
    await platform.update(post, refusedCard(error.message, error.action, question))
    return undefined
  }
}

/** Asks, and while the service may only just be restarting, asks again without a word. */
async function askQuietly(question: Question, post: Post, request: Request): Promise<ChatAnswer> {
  for (;;) {
    try {
      return await ask(question, post, request)
    } catch (error) {
      if (!isAway(error) || waited(request) >= quietMs || (await isWorkedOn(request))) throw error
      await rest(quietRestMs, undefined, { signal: request.signal })
    }
  }
}

/** Asks once and shows the answer as it grows. */
async function ask(question: Question, post: Post, request: Request): Promise<ChatAnswer> {
  const { platform, delivery, person, signal } = request
  const shown = throttle(platform.updateEveryMs, (card: ReturnType<typeof streamingCard>) =>
    platform.update(post, card, true),
  )
  let text = ''
  let status = ''
  let citations: Citation[] = []
  const call = {
    caller: { subject: person.id, roles: rolesOf(person) },
    requestId: delivery.requestId,
    idempotencyKey: delivery.key,
    body: {
      message: question.text,
      session_id: sessionOf(question, delivery.place),
      ...(question.machineModel !== null && { machine_model: question.machineModel }),
      ...(question.language !== undefined && { language: question.language }),
    },
  }
  try {
    for await (const { event, data } of request.with.assistant.chat(call, signal)) {
      if (event === 'done') return data
      if (event === 'status') status = data.text
      if (event === 'delta') text += data.text
      if (event === 'replace') text = data.text
      if (event === 'citations') citations = data.citations
      shown.push(streamingCard(text, citations, status))
    }
    throw new Error('an answer ended without an end')
  } finally {
    await shown.settle()
  }
}

/** Says why there is no answer yet and keeps the question; one that has waited too long is closed. */
async function waitForService(
  reason: UserError,
  question: Question,
  post: Post,
  request: Request,
): Promise<Outcome | undefined> {
  const { platform, with: collaborators } = request
  if (waited(request) >= giveUpMinutes * 60_000) {
    await platform.update(post, serviceGoneCard(question, giveUpMinutes))
    return undefined
  }
  const card = awaitingServiceCard(await whyAway(request), reason.message)
  const shown = await platform.read(post)
  if (!isDeepStrictEqual(shown, card)) await platform.update(post, card)
  return { state: 'waiting', dueAt: later(collaborators.clock.now(), waitMs) }
}

function waited({ delivery, with: { clock } }: Request): number {
  return clock.now().getTime() - delivery.receivedAt.getTime()
}
