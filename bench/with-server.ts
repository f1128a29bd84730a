import { startTestServer } from '../test/harness/test-server.ts'

/** Runs a measurement with a PostgreSQL server of its own, unless TEST_POSTGRES_URL names one. */
export async function withServer<T>(measure: () => Promise<T>): Promise<T> {
  if (process.env['TEST_POSTGRES_URL'] !== undefined) return await measure()
  const server = await startTestServer()
  process.env['TEST_POSTGRES_URL'] = server.url
  try {
    return await measure()
  } finally {
    await server.stop()
  }
}
