import { isDeepStrictEqual } from 'node:util'
import { later } from '../clock.ts'
import { UserError } from '../errors.ts'
import { askQuietly, type Progress, waited } from './asking.ts'
import { isAway, reasonIn } from './assistant/refusal.ts'
import { whyAway } from './away.ts'
import type { Card } from './card.ts'
import {
  answerCard,
  awaitingServiceCard,
  deletedCard,
  refusedCard,
  serviceGoneCard,
  streamingCard,
  waitingCard,
} from './cards/answer.ts'
import { isDeleted } from './deleted.ts'
import type { Asked, Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import { giveUpMinutes } from './patience.ts'
import type { Post } from './platform.ts'
import { throttle } from './throttle.ts'

/** A question on its way to the assistant. */
export interface Question extends Asked {
  /** The post that shows the answer: always the same one, however often it takes. */
  postKey: string
}

/** How often the assistant is tried while a question waits, in milliseconds. */
const waitMs = 1_500

/** Answers a question in one post, which first says that it is being looked for. */
export async function answer(question: Question, request: Request): Promise<Outcome | undefined> {
  const { platform, delivery } = request
  if (await isDeleted(question, request)) return undefined
  const post: Post = { ...delivery.place, key: question.postKey }
  if (!request.isResumed || (await platform.read(post)) === null) {
    await platform.post(post, post.key, waitingCard(question.machineModel), true)
  }
  try {
    const found = await askAndShow(question, post, request)
    const isShareable = platform.sharesTo(delivery.place) !== null
    const timeZone = request.with.runbook().service.time_zone
    await finish(answerCard(found, { ...question, isShareable, timeZone }), question, request)
    return undefined
  } catch (error) {
    if (request.signal.aborted || !(error instanceof UserError)) throw error
    if (isAway(error)) return await waitForService(error, question, post, request)
    await finish(refusedCard(error.message, error.action, question), question, request)
    return undefined
  }
}

/** Shows how a question ended; of one that was deleted meanwhile nothing stays. */
export async function finish(card: Card, question: Question, request: Request): Promise<void> {
  const { platform, delivery } = request
  const show = (shown: Card) => platform.post(delivery.place, question.postKey, shown)
  const wasDeleted = await isDeleted(question, request)
  await show(wasDeleted ? deletedCard() : card)
  // The deletion may have been dealt with while this was on its way.
  if (!wasDeleted && (await isDeleted(question, request))) await show(deletedCard())
}

/** Asks, and shows the answer as it grows. */
async function askAndShow(question: Question, post: Post, request: Request) {
  const { platform } = request
  const shown = throttle(platform.updateEveryMs, ({ text, citations, status }: Progress) =>
    platform.update(post, streamingCard(text, citations, status), true),
  )
  try {
    return await askQuietly(question, request, shown.push)
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
    await finish(serviceGoneCard(question, giveUpMinutes), question, request)
    return undefined
  }
  const card = awaitingServiceCard(await whyAway(request), reasonIn(reason), giveUpMinutes)
  const shown = await platform.read(post)
  if (!isDeepStrictEqual(shown, card)) await finish(card, question, request)
  return { state: 'waiting', dueAt: later(collaborators.clock.now(), waitMs) }
}
