import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'

/** Counts one use of somebody's budget. Resolves to the seconds to wait when it is used up, else to 0. */
export type Take = (who: string) => Promise<number>

export interface Budget {
  /** Keeps the budgets of different things apart. */
  name: string
  perMinute: number
}

/**
 * A budget for everybody: counted in Redis, where there is one, for all copies together; in memory otherwise and
 * whenever Redis is away.
 */
export function minuteBudget({ name, perMinute }: Budget, redis: Redis | undefined): Take {
  const budget = { points: perMinute, duration: 60, keyPrefix: name }
  const memory = new RateLimiterMemory(budget)
  const limiter =
    redis === undefined
      ? memory
      : new RateLimiterRedis({ ...budget, storeClient: redis, insuranceLimiter: memory })
  return async (who) => {
    try {
      await limiter.consume(who)
      return 0
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
      throw refusal
    }
  }
}
