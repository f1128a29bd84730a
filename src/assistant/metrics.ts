import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What the assistant counts, in a registry of its own. */
export function createMetrics(queueLength: () => Promise<number>) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'ai_ingest_queue_documents',
    help: 'Documents that wait for the index or are being read into it.',
    registers,
    async collect() {
      // A scrape must go on while the database is down; a missing value says that.
      const length = await queueLength().catch(() => undefined)
      if (length === undefined) this.reset()
      else this.set(length)
    },
  })
  return {
    registry,
    requests: new Counter({
      name: 'ai_http_requests_total',
      help: 'Requests by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    chatSeconds: new Histogram({
      name: 'ai_chat_seconds',
      help: 'Seconds from a question to its stored answer, by mode.',
      labelNames: ['mode'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 7.5, 10, 15, 30, 60],
      registers,
    }),
    chatErrors: new Counter({
      name: 'ai_chat_errors_total',
      help: 'Questions that got no answer or a lesser one, by cause.',
      labelNames: ['cause'],
      registers,
    }),
    tokens: new Counter({
      name: 'ai_model_tokens_total',
      help: 'Tokens by model and kind.',
      labelNames: ['model', 'kind'],
      registers,
    }),
  }
}
