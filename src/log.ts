import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DestinationStream, type Logger, multistream, pino, type StreamEntry } from 'pino'
import type { Config } from './config.ts'
import { logFile } from './log-file.ts'

export type { Logger }

/** Keys whose values never reach a log, at the top level and one or two levels down. */
const secretKeys = [
  'password',
  'token',
  'authorization',
  'cookie',
  'secret',
  'apiKey',
  'api_key',
  'key',
  'connectionString',
  'DATABASE_URL',
  'OPS_DATABASE_URL',
  'DATABASE_ADMIN_URL',
  'DATABASE_APP_PASSWORD',
  'DATABASE_AGENT_PASSWORD',
  'DATABASE_MAINTENANCE_PASSWORD',
  'DATABASE_MAINTENANCE_URL',
  'OPS_DATABASE_ADMIN_URL',
  'OPS_DATABASE_APP_PASSWORD',
  'REDIS_URL',
  'OPENAI_API_KEY',
  'TOKEN_PRIVATE_KEY',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_SECRET',
  'TICKET_WEBHOOK_URL',
  'TICKET_WEBHOOK_SECRET',
  'SMTP_URL',
  'PAGE_WEBHOOK_URL',
  'PAGE_WEBHOOK_SECRET',
  'AUDIT_WEBHOOK_URL',
  'AUDIT_WEBHOOK_SECRET',
]

/**
 * The process's log: JSON lines on standard output and, below LOG_DIR, `<name>/<name>.log` with everything
 * and `<name>/<name>_errors.log` with errors alone.
 */
export function createLog(config: Config, name: string, output: DestinationStream = process.stdout): Logger {
  const streams: StreamEntry[] = [{ level: 'debug', stream: output }]
  if (config.LOG_DIR !== '') {
    const folder = join(config.LOG_DIR, name)
    mkdirSync(folder, { recursive: true })
    streams.push({ level: 'debug', stream: logFile(join(folder, `${name}.log`)) })
    streams.push({ level: 'error', stream: logFile(join(folder, `${name}_errors.log`)) })
  }
  return pino(
    {
      name,
      level: config.LOG_LEVEL,
      base: { name, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
      redact: {
        paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `req.headers.${key}`]),
        censor: '[secret]',
      },
    },
    multistream(streams),
  )
}
