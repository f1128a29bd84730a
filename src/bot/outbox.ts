import { assistantPaths, escalationSchema, feedbackSchema, verifiedAnswerSchema } from '../assistant-api.ts'
import { type Clock, later } from '../clock.ts'
import { messageOf } from '../errors.ts'
import { type OutageParts, throughOutages } from '../outage.ts'
import { startWorker, type Worker } from '../worker.ts'
import type { AssistantClient } from './assistant.ts'
import type { LeasedOutgoing, OutboxStore } from './outbox/store.ts'
import type { Send } from './webhook.ts'

export interface OutboxOptions extends OutageParts {
  store: OutboxStore
  assistant: Pick<AssistantClient, 'put'>
  /** Absent where nobody is told of tickets. */
  sendTicket?: Send
  clock: Clock
}

const restMs = 1_000
/** The wait before the next attempt, in milliseconds: it doubles, up to five minutes, and never ends. */
const retryDelay = (attempts: number) => Math.min(500 * 2 ** attempts, 300_000)

/** Sends what must reach the assistant, or the receiver of tickets, in its newest version, until it has arrived. */
export function startOutbox(options: OutboxOptions): Worker {
  const { store, clock, log } = options
  const stopping = new AbortController()
  const step = async () => {
    const outgoing = await store.claim(clock.now())
    if (outgoing === null) return false
    await deliver(outgoing, options, stopping.signal)
    return true
  }
  const worker = startWorker({ name: 'outbox', log, restMs, step: throughOutages(step, options) })
  return {
    wake: worker.wake,
    stop: async () => {
      stopping.abort()
      await worker.stop()
    },
  }
}

async function deliver(outgoing: LeasedOutgoing, options: OutboxOptions, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = options
  const { destination, requestId, attempts } = outgoing
  try {
    await send(outgoing, options, signal)
    await store.done(outgoing, clock.now())
  } catch (error) {
    const facts = { err: error, destination, request_id: requestId, attempts }
    log.warn(facts, 'not delivered; it stays in the outbox')
    await store.putBack(outgoing, later(clock.now(), retryDelay(attempts)), messageOf(error))
  }
}

async function send(
  outgoing: LeasedOutgoing,
  { assistant, sendTicket }: OutboxOptions,
  signal: AbortSignal,
): Promise<void> {
  const { destination, key, version, payload: record, requestId } = outgoing
  if (destination !== 'ticket') {
    const { path, record: known } = addressed(outgoing)
    return await assistant.put(path, known, requestId, signal)
  }
  if (sendTicket === undefined) throw new Error('TICKET_WEBHOOK_URL is not set any more')
  await sendTicket({ key: `${key} version ${version}`, record, requestId }, signal)
}

function addressed({ destination, key, payload }: LeasedOutgoing): { path: string; record: unknown } {
  if (destination === 'escalation') {
    return { path: assistantPaths.escalation(key), record: escalationSchema.parse(payload) }
  }
  if (destination === 'feedback') {
    const [messageId = ''] = key.split('/')
    return { path: assistantPaths.feedback(messageId), record: feedbackSchema.parse(payload) }
  }
  if (destination === 'verified-answer') {
    return { path: assistantPaths.verifiedAnswer(key), record: verifiedAnswerSchema.parse(payload) }
  }
  throw new Error(`the outbox knows no destination ${destination}`)
}
