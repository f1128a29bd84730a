import { setTimeout as rest } from 'node:timers/promises'

export type Kind = 'event' | 'command' | 'interaction'

/** Something on its way to the app. */
export interface Delivery {
  kind: Kind
  body: Record<string, unknown>
  attempts: Attempt[]
  isAcknowledged: boolean
}

/** One try, and what came of it. */
export interface Attempt {
  error?: 'http_timeout' | 'connection_failed' | 'http_error'
  /** Over HTTP. */
  status?: number
  /** What the app said with its acknowledgement. */
  answer?: unknown
}

/** What a try is told. */
export interface Try {
  delivery: Pick<Delivery, 'kind' | 'body'>
  /** How many went before it. */
  retry: number
  /** What came of the last one. */
  reason: string | undefined
  /** It is late after so many milliseconds. */
  patienceMs: number
}

/** A way to the app. */
export interface Door {
  send(attempt: Try): Promise<Attempt>
}

export type Deliver = (kind: Kind, body: Record<string, unknown>) => Promise<Delivery>

/** How long Slack waits, and how often it tries. */
export interface Patience {
  /** For an answer, in milliseconds. */
  answerMs: number
  /** The rests before an event is sent again, in milliseconds; real Slack waits for 0, 60,000 and 300,000. */
  retryRests: number[]
}

interface DeliverParts {
  door(): Door
  patience: Patience
  deliveries: Delivery[]
  /** Ends the retries. */
  stopping: AbortSignal
}

/** Sends things to the app; events again where they were not acknowledged. */
export function deliverer({ door, patience, deliveries, stopping }: DeliverParts): Deliver {
  return async (kind, body) => {
    const delivery: Delivery = { kind, body, attempts: [], isAcknowledged: false }
    deliveries.push(delivery)
    const rests = kind === 'event' ? [0, ...patience.retryRests] : [0]
    for (const [retry, ms] of rests.entries()) {
      if (ms > 0) await rest(ms)
      if (stopping.aborted) break
      const reason = delivery.attempts.at(-1)?.error
      const attempt = await door().send({ delivery, retry, reason, patienceMs: patience.answerMs })
      delivery.attempts.push(attempt)
      delivery.isAcknowledged = attempt.error === undefined
      if (delivery.isAcknowledged) break
    }
    return delivery
  }
}

/** What the app said when it acknowledged. */
export function answerTo({ attempts }: Delivery): Record<string, unknown> {
  const answer = attempts.at(-1)?.answer
  return typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {}
}
