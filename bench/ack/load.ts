import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as rest } from 'node:timers/promises'

/** Where signed commands are sent, and with which secret. */
export interface Target {
  url: string
  signingSecret: string
  /** Where it is typed. */
  channelId: string
  /** Who types, in turn. */
  userIds: string[]
  /** Where replies to them may go. */
  responseUrl: string
}

export interface Latencies {
  /** Milliseconds from when a command was due to be sent until it was acknowledged, sorted. */
  sorted: number[]
  failed: number
}

/**
 * Sends commands at a steady rate, whether or not earlier ones were answered: a server that falls behind shows
 * it, since each command is measured from when it was due.
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

/** Sends commands, so many at once, as fast as they are answered. @returns how many a second were. */
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
  const body = commandBody(target, index)
  return new Promise((resolve) => {
    const call = request(target.url, {
      method: 'POST',
      agent,
      headers: headersOf(body, target.signingSecret),
    })
    call.on('response', (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode === 200))
    })
    call.on('error', () => resolve(false))
    call.end(body)
  })
}

/** A slash command as Slack sends it; the field names are those of its documentation. */
function commandBody({ channelId, userIds, responseUrl }: Target, index: number): string {
  const userId = userIds[index % userIds.length] ?? 'U1'
  return new URLSearchParams({
    token: 'unused',
    team_id: 'T1',
    team_domain: 'bench',
    channel_id: channelId,
    channel_name: 'general',
    user_id: userId,
    user_name: userId.toLowerCase(),
    command: '/ai',
    text: 'help',
    api_app_id: 'A1',
    response_url: responseUrl,
    trigger_id: randomUUID(),
  }).toString()
}

/** Slack's signature, version 0: an HMAC of the time and the bytes. */
function headersOf(body: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(Buffer.byteLength(body)),
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  }
}
