import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** Counts one question of a caller. Resolves to the seconds to wait when the limit is reached, else to 0. */
export type LimitChat = (caller: string) => Promise<number>

/**
 * Limits questions a minute by caller: counted in Redis, where there is one, for all copies together; in
 * memory otherwise and whenever Redis is away.
 */
export function chatLimit(perMinute: number, redis: Redis | undefined): LimitChat {
  const budget = { points: perMinute, duration: 60, keyPrefix: 'chat' }
  const memory = new RateLimiterMemory(budget)
  const limiter =
    redis === undefined
      ? memory
      : new RateLimiterRedis({ ...budget, storeClient: redis, insuranceLimiter: memory })
  return async (caller) => {
    try {
      await limiter.consume(caller)
      return 0
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
      throw refusal
    }
  }
}
