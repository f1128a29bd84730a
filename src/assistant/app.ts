import type { FastifyInstance } from 'fastify'
import type { Redis } from 'ioredis'
import { type Clock, systemClock } from '../clock.ts'
import { type Config, publicUrl } from '../config.ts'
import { type AssistantDb, isUnreachable, openAssistantDb } from '../db.ts'
import { UserError } from '../errors.ts'
import { createLog, type Logger } from '../log.ts'
import { minuteBudget } from '../rate-limit.ts'
import { openRedis } from '../redis.ts'
import type { Worker } from '../worker.ts'
import { answerQuestion, type PipelineParts } from './answer/pipeline.ts'
import type { AnswerQuestion } from './chat/converse.ts'
import { healthChecker } from './health.ts'
import { startIngestion } from './knowledge/ingestion.ts'
import { type SearchOptions, search } from './knowledge/search.ts'
import { listen } from './listen.ts'
import { type AskModel, openChatModel } from './llm/chat-model.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { assistantProbes } from './probes.ts'
import { type ExplainError, errorExplainer } from './refusals.ts'
import { chatRoutes } from './routes/chat.ts'
import { addDocs } from './routes/docs.ts'
import { knowledgeRoutes } from './routes/knowledge.ts'
import { performanceRoutes } from './routes/performance.ts'
import { recordRoutes } from './routes/records.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { statusRoutes } from './routes/status.ts'
import { summaryRoutes } from './routes/summaries.ts'
import { schemaRequirement } from './schema.ts'
import { closeServer, createServer } from './server.ts'
import { documentCounts, machineModels } from './store.ts'
import { findVerified } from './verified/find.ts'

/** What a test may put in the place of the real thing. */
export interface Collaborators {
  clock?: Clock
  log?: Logger
}

export interface RunningAssistant {
  /** Where it answers, without a slash at the end. */
  url: string
  /** Ends open streams, gives up what is under way so that another copy can take it over, and resolves. */
  close(): Promise<void>
}

/**
 * Starts the assistant: its database, the reading of manuals into the index, and the web server. It starts
 * without its database and says so at /health.
 * @throws UserError when a setting is missing or the port is in use.
 */
export async function startAssistant(
  config: Config,
  collaborators: Collaborators = {},
): Promise<RunningAssistant> {
  const databaseUrl = requireSettings(config)
  const { clock = systemClock, log = createLog(config, 'ai_assistant') } = collaborators
  const db = openAssistantDb(databaseUrl)
  const redis = config.REDIS_URL === undefined ? undefined : openRedis(config.REDIS_URL, log)
  const metrics = createMetrics(async () => (await documentCounts(db)).waiting)
  const explain = errorExplainer(isUnreachable)
  const server = createServer({ config, log, metrics, explain })
  const ingestion = startIngestion({ db, config, log, clock, isUnreachable })
  const stopping = new AbortController()
  const close = async () => {
    stopping.abort(stoppingError())
    await Promise.all([closeServer(server), ingestion.stop()])
    redis?.disconnect()
    await db.$disconnect()
  }
  try {
    const parts = { config, db, log, clock, metrics, explain, redis, ingestion, stopping: stopping.signal }
    await addRoutes(server, databaseUrl, parts)
    const url = await listen(server, config)
    log.info({ url }, 'the assistant answers')
    return { url, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface Parts {
  config: Config
  db: AssistantDb
  log: Logger
  clock: Clock
  metrics: Metrics
  explain: ExplainError
  redis: Redis | undefined
  ingestion: Worker
  stopping: AbortSignal
}

async function addRoutes(server: FastifyInstance, databaseUrl: string, parts: Parts): Promise<void> {
  const { config, db, clock, metrics, redis } = parts
  const ask = await openChatModel(config)
  const answerQuestion = questionAnswerer(config, db, clock, ask)
  const limit = minuteBudget({ name: 'chat', perMinute: config.CHAT_PER_MINUTE }, redis)
  const health = healthChecker(assistantProbes({ config, databaseUrl, db, redis }), clock)
  const requireSchema = schemaRequirement(databaseUrl, clock)
  await addDocs(server)
  await server.register(statusRoutes({ config, clock, health, metrics }))
  await server.register(summaryRoutes({ ...parts, ask }))
  await server.register(async (stored) => {
    stored.addHook('preHandler', requireSchema)
    await stored.register(knowledgeRoutes(parts))
    await stored.register(sessionRoutes(parts))
    await stored.register(recordRoutes(parts))
    await stored.register(performanceRoutes(parts))
    await stored.register(chatRoutes({ ...parts, limit, perMinute: config.CHAT_PER_MINUTE, answerQuestion }))
  })
}

/** The pipeline from question to answer with its real parts. */
function questionAnswerer(
  config: Config,
  db: AssistantDb,
  clock: Clock,
  ask: AskModel | undefined,
): AnswerQuestion {
  const parts: PipelineParts = {
    search: (options: SearchOptions) => search(db, options),
    machineModels: () => machineModels(db),
    findVerified: (asked, models) => findVerified(db, asked, models, clock.now()),
    ask,
    publicUrl: publicUrl(config),
  }
  return (question, emit, signal) => answerQuestion(question, emit, signal, parts)
}

function stoppingError(): UserError {
  return new UserError('stopping', 'The assistant is restarting.', {
    status: 503,
    action: 'Ask again in a few seconds.',
  })
}

function requireSettings(config: Config): string {
  const missing = (name: string, why: string) =>
    new UserError('bad_setting', `${name} is not set; ${why}.`, { action: 'Set it and start again.' })
  if (config.DATABASE_URL === undefined) throw missing('DATABASE_URL', 'the assistant keeps everything there')
  if (config.TOKEN_PUBLIC_KEY === undefined && !config.EMBEDDED) {
    throw missing('TOKEN_PUBLIC_KEY', 'without it nobody could call the assistant')
  }
  return config.DATABASE_URL
}
