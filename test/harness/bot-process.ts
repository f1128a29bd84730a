import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { processEnvironment } from '../../src/config.ts'
import type { BotHome } from './bot.ts'

/** The bot as a process of its own, to be killed. */
export interface BotProcess {
  url: string
  /** kill -9: nothing is tidied up. */
  kill(): Promise<void>
}

/** Starts `node src/main.ts bot` in a home and waits until it is ready. */
export async function startBotProcess(home: BotHome): Promise<BotProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'bot'], {
    env: { ...processEnvironment(), ...home.environment, BOT_PORT: String(port), NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await ready(child)
  return {
    url: `http://localhost:${port}`,
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the bot ended with ${code}`)))
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address !== null ? address.port : 0
}
