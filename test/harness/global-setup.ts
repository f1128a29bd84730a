import { startTestServer, type TestServer } from './test-server.ts'

declare global {
  /** The server that this run started, for globalTeardown. */
  var testServer: TestServer | undefined
}

/** Starts the PostgreSQL server that the tests share, unless one is named. */
export default async function globalSetup(): Promise<void> {
  if (process.env['TEST_POSTGRES_URL'] !== undefined) return
  globalThis.testServer = await startTestServer()
  process.env['TEST_POSTGRES_URL'] = globalThis.testServer.url
}
