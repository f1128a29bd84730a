import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { startTestServer, type TestServer } from './test-server.ts'

declare global {
  /** The server that this run started, for globalTeardown. */
  var testServer: TestServer | undefined
}

/** Starts the PostgreSQL server that the tests share, unless one is named. */
export default async function globalSetup(): Promise<void> {
  await compileOnce()
  if (process.env['TEST_POSTGRES_URL'] !== undefined) return
  globalThis.testServer = await startTestServer()
  process.env['TEST_POSTGRES_URL'] = globalThis.testServer.url
}

const root = join(import.meta.dirname, '../..')

/** Processes of the program are started hundreds of times, many of them killed: what they compile is kept for all. */
async function compileOnce(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] ??= join(tmpdir(), `ai-assistant-compiled-${process.getuid?.() ?? 0}`)
  const all = ['assistant', 'bot', 'agent'].map((name) => `await import('./src/${name}/app.ts')`)
  await execa(process.execPath, ['--input-type=module', '-e', `${all.join(';')};process.exit()`], {
    cwd: root,
  })
}
