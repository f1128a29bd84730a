import { Redis } from 'ioredis'
import { codeOf, messageOf } from '../errors.ts'
import { type Check, type Finding, failed, off, ok } from '../finding.ts'

/** Whether Redis answers a PING. */
export function redisCheck(url: string | undefined): Check {
  return {
    name: 'Redis',
    look: async () => {
      if (url !== undefined) return await ping(url)
      return off(
        'REDIS_URL is not set; each process counts for itself.',
        'Set it where several copies run, so that limits hold for all together.',
      )
    },
  }
}

async function ping(url: string): Promise<Finding> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  // The command only says that the connection is closed; why, it says here.
  let reason: unknown
  redis.on('error', (error) => {
    reason = error
  })
  try {
    await redis.connect()
    await redis.ping()
    return ok('it answers.')
  } catch (error) {
    const cause = reason ?? error
    return failed(
      `it cannot be used: ${codeOf(cause) || messageOf(cause)}.`,
      'Start it, or correct REDIS_URL; meanwhile each process counts for itself.',
    )
  } finally {
    redis.disconnect()
  }
}
