import { Redis } from 'ioredis'
import type { Logger } from './log.ts'

/**
 * Redis for what is merely fast: a command fails at once while it is away, and soon while it hangs; it comes back
 * by itself.
 */
export function openRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  })
  let away = false
  redis.on('error', () => {
    if (!away) log.warn('Redis cannot be reached; counting in memory meanwhile')
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })
  return redis
}
