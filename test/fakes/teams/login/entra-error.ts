import type { Answer } from '../answer.ts'

/** What Entra answers where it issues nothing: a name of OAuth's, and a number of its own. */
export function refusedByEntra(status: number, error: string, code: number, why: string): Answer {
  const [trace, correlation] = [crypto.randomUUID(), crypto.randomUUID()]
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\.\d+/, '')
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${why} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
    },
  }
}
