import type { Config } from '../config.ts'
import type { Logger } from '../log.ts'
import { minuteBudget } from '../rate-limit.ts'
import { openRedis } from '../redis.ts'
import type { Limits } from './handler.ts'

/** Limits that hold a connection to Redis, where one is set. */
export interface OpenLimits extends Limits {
  close(): Promise<void>
}

/** How much one person may send in a minute, and how much may be sent in one place by all together. */
export function createLimits(config: Config, log: Logger): OpenLimits {
  const redis = config.REDIS_URL === undefined ? undefined : openRedis(config.REDIS_URL, log)
  const ofPerson = minuteBudget({ name: 'person', perMinute: config.MESSAGES_PER_MINUTE }, redis)
  const ofPlace = minuteBudget({ name: 'place', perMinute: config.MESSAGES_PER_MINUTE_CHANNEL }, redis)
  return {
    // What is refused to one person does not use up what all have in common.
    take: async (personId, place) => (await ofPerson(personId)) || (await ofPlace(place)),
    close: async () => redis?.disconnect(),
  }
}
