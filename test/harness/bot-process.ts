import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { processEnvironment } from '../../src/config.ts'
import type { BotHome } from './bot.ts'
import { testPort } from './ports.ts'

/** The bot as a process of its own, to be killed. */
export interface BotProcess {
  url: string
  /** kill -9: nothing is tidied up. */
  kill(): Promise<void>
}

/** Starts `node src/main.ts bot` in a home and waits until it is ready; `settings` come on top of the home's. */
export async function startBotProcess(
  home: BotHome,
  settings: Record<string, string> = {},
  port?: number,
): Promise<BotProcess> {
  const BOT_PORT = String(port ?? (await testPort()))
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/main.ts'), 'bot'], {
    env: { ...processEnvironment(), ...home.environment, ...settings, BOT_PORT, NODE_OPTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  await ready(child)
  return {
    url: `http://localhost:${BOT_PORT}`,
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
