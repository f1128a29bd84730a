import { Client } from 'pg'
import { z } from 'zod'
import type { ProbeResult } from '../agent-api.ts'
import { codeOf } from '../errors.ts'

/** How a replica is; see probeSchema. */
export interface Verdict extends Omit<ProbeResult['replicas'][number], 'id' | 'started_at'> {
  /** Whether it said anything, good or bad: then it has come up. */
  answered: boolean
}
export type Probe = (signal: AbortSignal) => Promise<Verdict>

/** How long a service may take to say how it is, in milliseconds. */
const patience = 3_000

/** The most of an answer that is read, in bytes. */
const longestAnswer = 64_000

/** What a service says of itself is shown to people: only so many names, which hold nothing but a name. */
const mostDependencies = 30
const saneName = /^[A-Za-z0-9_.-]{1,40}$/
const saneDigest = /^[A-Za-z0-9_-]{4,100}$/

const state = z.enum(['ok', 'off', 'degraded', 'down'])
const healthSchema = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  dependencies: z.record(z.string(), z.object({ state })).default({}),
  settings_digest: z.string().regex(saneDigest).optional().catch(undefined),
})

/** Asks a service how it is, at its addresses at once: not each of them need be one that leads there from here. */
export function healthProbe(...baseUrls: string[]): Probe {
  return async (signal) => {
    const late = AbortSignal.timeout(patience)
    const answers = baseUrls.map(async (url) => {
      const response = await fetch(`${url}/health`, {
        signal: AbortSignal.any([signal, late]),
        redirect: 'manual',
      })
      return verdictOf(response.status, await textOf(response))
    })
    try {
      return await Promise.any(answers)
    } catch (error) {
      const first: unknown = error instanceof AggregateError ? error.errors[0] : error
      const why = late.aborted ? 'did not answer within 3 s' : `cannot be reached (${reasonOf(first)})`
      return { verdict: 'down', detail: `health ${why}`, dependencies: {}, answered: false }
    }
  }
}

function verdictOf(status: number, text: string): Verdict {
  const detail = `health answered ${status}`
  const parsed = healthSchema.safeParse(parseJson(text))
  if (!parsed.success) {
    const words = `${detail}, in words that are no health`
    return { verdict: 'down', detail: words, dependencies: {}, answered: true }
  }
  const { status: verdict, dependencies, settings_digest } = parsed.data
  const states = Object.entries(dependencies)
    .filter(([name]) => saneName.test(name))
    .slice(0, mostDependencies)
    .map(([name, dependency]) => [name, dependency.state] as const)
  const isWell = status >= 200 && status < 300
  return {
    verdict: isWell ? verdict : 'down',
    detail,
    dependencies: Object.fromEntries(states),
    answered: true,
    ...(settings_digest !== undefined && { settings_digest }),
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    length += chunk.length
    if (length > longestAnswer) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A code such as ECONNREFUSED: what else is said may carry addresses. */
function reasonOf(error: unknown): string {
  return codeOf(error) || codeOf(Object(error).cause) || 'no connection'
}

/** Asks a database the smallest question, as the role that works in it. */
export function databaseProbe(url: string): Probe {
  return async () => {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: patience,
      query_timeout: patience,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.query('SELECT 1')
      return { verdict: 'ok', detail: 'a query was answered', dependencies: {}, answered: true }
    } catch (error) {
      const detail = `a query was not answered (${codeOf(error) || 'no connection'})`
      return { verdict: 'down', detail, dependencies: {}, answered: false }
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}
