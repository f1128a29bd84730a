import { z } from 'zod'
import type { LogLine } from '../agent-api.ts'

/** Reads a line of our own processes, of PostgreSQL, or of anything else. */
export function parseLine(text: string): LogLine {
  return parsePino(text) ?? parsePostgres(text) ?? { at: null, level: levelOf(text), text }
}

const pinoSchema = z.object({
  level: z.string(),
  time: z.iso.datetime(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional().catch(undefined),
})

const pinoLevels: Record<string, LogLine['level']> = {
  TRACE: 'debug',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warning',
  ERROR: 'error',
  FATAL: 'error',
}

function parsePino(text: string): LogLine | undefined {
  if (!text.startsWith('{')) return undefined
  const parsed = pinoSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  const { level, time, msg, err } = parsed.data
  const words = [msg, err?.message].filter((part) => part !== undefined && part !== '')
  return { at: time, level: pinoLevels[level] ?? 'info', text: words.join(': ') }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `2026-11-25 04:05:06.123 UTC [123] LOG:  words`: its usual prefix, in the zone that cluster.ts sets. */
const postgresLine = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d\.\d{3}) UTC \[\d+\] ([A-Z]+\d?):\s+(.*)$/

/** Called FATAL: it turns away whoever asks while it starts or stops, as every start and stop may bring. */
const tooEarlyOrLate = /^the database system is (starting up|not yet accepting connections|shutting down)/

function parsePostgres(text: string): LogLine | undefined {
  const [, day, time, severity = '', words = ''] = postgresLine.exec(text) ?? []
  if (day === undefined) return undefined
  const level = tooEarlyOrLate.test(words) ? 'warning' : levelOf(`${severity}:`)
  return { at: `${day}T${time}Z`, level, text: `${severity}: ${words}` }
}

function levelOf(text: string): LogLine['level'] {
  if (/\b(error|fatal|panic)\b|\w(Error|Exception)\b/i.test(text)) return 'error'
  if (/\bwarn(ing)?\b/i.test(text)) return 'warning'
  return /\bdebug\d?\b/i.test(text) ? 'debug' : 'info'
}
