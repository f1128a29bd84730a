import { type Logger as BoltLogger, LogLevel } from '@slack/logger'
import type { Logger } from '../../../log.ts'

/** Slack's libraries write into our log. What they call an error is a warning here: whoever called decides. */
export function boltLogger(log: Logger): BoltLogger {
  const say =
    (level: 'debug' | 'info' | 'warn') =>
    (...words: unknown[]) => {
      const error = words.find((word) => word instanceof Error)
      const text = words
        .filter((word) => word !== error)
        .map(String)
        .join(' ')
      if (error === undefined) log[level](`Slack: ${text}`)
      else log[level]({ err: error }, `Slack: ${text}`)
    }
  return {
    debug: () => undefined,
    info: say('debug'),
    warn: say('warn'),
    error: say('warn'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.INFO,
    setName: () => undefined,
  }
}
