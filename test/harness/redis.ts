import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { testPort } from './ports.ts'

/** A Redis of a test's own. */
export interface TestRedis {
  url: string
  /** Starts it again at the same address, empty. */
  start(): void
  kill(): Promise<void>
  /** It takes connections, and answers nothing until it goes on. */
  freeze(): void
  goOn(): void
}

/** Starts a Redis that keeps nothing on disk; with a password, it wants that. */
export async function startRedis(program: string, password?: string): Promise<TestRedis> {
  const port = await testPort()
  const secured = password === undefined ? [] : ['--requirepass', password]
  const options = ['--port', String(port), '--save', '', '--appendonly', 'no', ...secured]
  const launch = (): ChildProcess => spawn(program, options, { stdio: 'ignore' })
  let server = launch()
  return {
    url: `redis://127.0.0.1:${port}`,
    start: () => {
      server = launch()
    },
    kill: async () => {
      if (server.exitCode !== null || server.signalCode !== null) return
      server.kill('SIGKILL')
      await once(server, 'exit')
    },
    freeze: () => void server.kill('SIGSTOP'),
    goOn: () => void server.kill('SIGCONT'),
  }
}
