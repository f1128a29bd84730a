import { Agent, request } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'

/** Where requests are sent, and what they are. */
export interface Target {
  url: string
  /** The request of a number: no two are the same. */
  request(index: number): { body: string; headers: Record<string, string> }
}

export interface Latencies {
  /** Milliseconds from when a request was due to be sent until it was acknowledged, sorted. */
  sorted: number[]
  failed: number
}

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered: a server that falls behind shows
 * it, since each request is measured from when it was due.
 */
export async function atRate(target: Target, perSecond: number, seconds: number): Promise<Latencies> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const begin = performance.now()
  const sent: Promise<number>[] = []
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const due = begin + (index * 1_000) / perSecond
    await until(due)
    sent.push(send(target, index, agent).then((ok) => (ok ? performance.now() - due : Number.NaN)))
  }
  const measured = await Promise.all(sent)
  agent.destroy()
  return summed(measured)
}

/** Sends requests, so many at once, as fast as they are answered. @returns how many a second were. */
export async function saturated(target: Target, atOnce: number, seconds: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce })
  const end = performance.now() + seconds * 1_000
  let answered = 0
  const lane = async () => {
    while (performance.now() < end) if (await send(target, answered, agent)) answered += 1
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  agent.destroy()
  return answered / seconds
}

/** The value below which a share of the latencies lies. */
export function percentile({ sorted }: Latencies, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function summed(measured: number[]): Latencies {
  const sorted = measured.filter((one) => !Number.isNaN(one)).sort((a, b) => a - b)
  return { sorted, failed: measured.length - sorted.length }
}

async function until(due: number): Promise<void> {
  const left = due - performance.now()
  if (left > 1) await rest(left)
}

/** @returns whether it was acknowledged. */
function send(target: Target, index: number, agent: Agent): Promise<boolean> {
  const { body, headers } = target.request(index)
  return new Promise((resolve) => {
    const call = request(target.url, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    })
    call.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200))
    })
    call.on('error', () => resolve(false))
    call.end(body)
  })
}
