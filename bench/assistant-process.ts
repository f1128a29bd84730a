import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { scratchDatabase } from '../test/harness/database.ts'
import { testPort } from '../test/harness/ports.ts'
import { withServer } from './with-server.ts'

/** An assistant that answers, and the processes that it is. */
export interface MeasuredAssistant {
  url: string
  headers: Record<string, string>
  pids: number[]
}

/** One of a measurement's own. */
export interface OwnAssistant extends MeasuredAssistant {
  databaseUrl: string
}

/** A running assistant; `pids` are numbers with commas, of this machine. */
export function assistantAt(url: string, pids: string, token: string | undefined): MeasuredAssistant {
  return {
    url: url.replace(/\/$/, ''),
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    pids: pids.split(',').flatMap((pid) => (/^\d+$/.test(pid) ? Number(pid) : [])),
  }
}

/** The assistant as `npm start` runs it, in a process of its own, on a scratch database. */
export async function ownAssistant<T>(measure: (assistant: OwnAssistant) => Promise<T>): Promise<T> {
  return await withServer(async () => {
    const database = await scratchDatabase('assistant')
    const port = await testPort()
    const child = spawn(process.execPath, ['src/main.ts', 'assistant'], {
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: database.url,
        EMBEDDED: 'true',
        ASSISTANT_PORT: String(port),
        CHAT_PER_MINUTE: '10000',
        LOG_DIR: '',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw new Error(`the assistant ended with ${code ?? signal}`)
    })
    ended.catch(() => undefined)
    try {
      await Promise.race([once(child, 'message'), ended])
      const url = `http://127.0.0.1:${port}`
      const assistant = { url, headers: {}, pids: [child.pid ?? 0], databaseUrl: database.url }
      return await Promise.race([measure(assistant), ended])
    } finally {
      child.kill('SIGKILL')
      await database.drop()
    }
  })
}
