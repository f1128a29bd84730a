import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { type Health, healthSchema, type Info, infoSchema, maxMessageLength } from '../../assistant-api.ts'
import type { Clock } from '../../clock.ts'
import { type Config, publicUrl } from '../../config.ts'
import { packageVersion } from '../../package-version.ts'
import type { Metrics } from '../metrics.ts'
import { settingsDigest } from '../settings-digest.ts'

export interface StatusParts {
  config: Config
  clock: Clock
  health: () => Promise<Health>
  metrics: Metrics
}

/** How the service is, what it is, what it counted, and the way to the bot's pages. */
export function statusRoutes({ config, clock, health, metrics }: StatusParts): FastifyPluginAsyncZod {
  const info = describe(config, clock.now())
  return async (server) => {
    server.get(
      '/health',
      {
        schema: {
          summary: 'Whether the service can answer, dependency by dependency; 503 when it cannot',
          tags: ['status'],
          response: { 200: healthSchema, 503: healthSchema },
        },
      },
      async (_request, reply) => {
        const state = await health()
        const { settings_digest } = info
        return reply.status(state.status === 'down' ? 503 : 200).send({ ...state, settings_digest })
      },
    )
    server.get(
      '/info',
      {
        schema: {
          summary: 'Version, start, models and limits',
          tags: ['status'],
          response: { 200: infoSchema },
        },
      },
      async () => info,
    )
    server.get(
      '/metrics',
      { schema: { summary: 'Prometheus metrics', tags: ['status'] } },
      async (_request, reply) =>
        reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
    )
    for (const page of ['admin', 'analytics']) {
      server.get(`/${page}`, { schema: { hide: true } }, async (_request, reply) =>
        reply.redirect(`${publicUrl(config)}/${page}`),
      )
    }
  }
}

function describe(config: Config, startedAt: Date): Info {
  const hasModel = config.OPENAI_API_KEY !== undefined
  return {
    version: packageVersion(),
    started_at: startedAt.toISOString(),
    pid: process.pid,
    models: {
      chat: hasModel ? config.OPENAI_MODEL : null,
      fallback: hasModel ? config.OPENAI_FALLBACK_MODEL : null,
    },
    retrieval: 'bm25',
    limits: {
      message_characters: maxMessageLength,
      upload_megabytes: config.MAX_UPLOAD_MB,
      document_pages: config.MAX_PAGES,
      chat_per_minute: config.CHAT_PER_MINUTE,
      model_seconds: config.OPENAI_TIMEOUT_SECONDS,
    },
    settings_digest: settingsDigest(config),
  }
}
