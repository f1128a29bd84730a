import type { Redis } from 'ioredis'
import type { Config } from '../config.ts'
import type { AssistantDb } from '../db.ts'
import { UserError } from '../errors.ts'
import type { DependencyHealth, Probe } from './health.ts'
import { modelServiceHealth } from './llm/probe.ts'
import { checkSchema } from './schema.ts'
import { documentCounts } from './store.ts'

export interface ProbeParts {
  config: Config
  databaseUrl: string
  db: AssistantDb
  redis: Redis | undefined
}

/** What the assistant leans on. */
export function assistantProbes({ config, databaseUrl, db, redis }: ProbeParts): Probe[] {
  return [
    { name: 'database', check: () => databaseHealth(databaseUrl), holdsFor: 2_000, vital: true },
    { name: 'knowledge', check: () => knowledgeHealth(db), holdsFor: 2_000 },
    { name: 'openai', check: () => modelServiceHealth(config), holdsFor: 30_000 },
    { name: 'redis', check: () => redisHealth(redis), holdsFor: 2_000 },
  ]
}

async function databaseHealth(url: string): Promise<DependencyHealth> {
  try {
    await checkSchema(url)
    return { state: 'ok' }
  } catch (error) {
    if (error instanceof UserError) return { state: 'down', detail: error.message }
    throw error
  }
}

async function knowledgeHealth(db: AssistantDb): Promise<DependencyHealth> {
  const { ready, waiting, failed } = await documentCounts(db)
  const detail = `${ready} ready, ${waiting} waiting, ${failed} failed`
  return ready > 0 ? { state: 'ok', detail } : { state: 'degraded', detail: `no manual is ready: ${detail}` }
}

async function redisHealth(redis: Redis | undefined): Promise<DependencyHealth> {
  if (redis === undefined) return { state: 'off', detail: 'REDIS_URL is not set; counted in memory' }
  await redis.ping()
  return { state: 'ok' }
}
