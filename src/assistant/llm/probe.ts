import type { Config } from '../../config.ts'
import type { DependencyHealth } from '../health.ts'

/** Whether the service behind the models takes our key and offers our models. */
export async function modelServiceHealth(config: Config): Promise<DependencyHealth> {
  if (config.OPENAI_API_KEY === undefined) {
    return { state: 'off', detail: 'OPENAI_API_KEY is not set; answers are quoted from the manuals' }
  }
  // Loaded only with a key: it takes time and memory that an installation without one keeps.
  const { APIError, OpenAI } = await import('openai')
  const client = new OpenAI({
    apiKey: config.OPENAI_API_KEY,
    baseURL: config.OPENAI_BASE_URL,
    timeout: 2_000,
    maxRetries: 0,
  })
  try {
    const { data } = await client.models.list()
    return offered(new Set(data.map((model) => model.id)), config)
  } catch (error) {
    return { state: 'down', detail: failureOf(error instanceof APIError ? error.status : undefined) }
  }
}

function offered(ids: Set<string>, config: Config): DependencyHealth {
  const missing = [config.OPENAI_MODEL, config.OPENAI_FALLBACK_MODEL].filter((id) => !ids.has(id))
  if (missing.length === 0) return { state: 'ok' }
  return { state: 'degraded', detail: `not offered to this key: ${missing.join(', ')}` }
}

function failureOf(status: number | undefined): string {
  if (status === undefined) return 'cannot be reached'
  if (status === 401 || status === 403) return `the key is refused (${status})`
  if (status === 429) return 'rate limit reached or no credit left (429)'
  return `it answers ${status}`
}
