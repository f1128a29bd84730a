import { randomBytes } from 'node:crypto'
import type { Piped } from '../piped.ts'
import { faultOf } from './faults.ts'
import type { PgTools } from './pg-tools.ts'
import { type PsqlTarget, startPsql } from './psql.ts'

/** A connection that stays open between its statements: whatever its transaction holds, it holds on to. */
export interface Session {
  /** @returns what the statements answer. @throws UserError where one fails: then the session has ended. */
  query(sql: string): Promise<string>
  /** Ends it without more words: a transaction that is open is rolled back. */
  close(): Promise<void>
}

/** @throws UserError where psql cannot be had. */
export async function openSession(tools: PgTools, target: PsqlTarget, signal: AbortSignal): Promise<Session> {
  const program = await startPsql(tools, target, signal)
  const answers = answersOf(program)
  program.stdin.write('\\set QUIET on\n')
  return {
    query: async (sql) => {
      // What ends an answer cannot be guessed by whoever wrote what is answered.
      const mark = `-- ${randomBytes(12).toString('hex')}`
      program.stdin.write(`${sql}\n\\echo '${mark}'\n`)
      const answer = await answers.until(mark)
      signal.throwIfAborted()
      if (answer !== undefined) return answer
      throw faultOf(await program.ended)
    },
    close: async () => {
      program.stdin.end()
      await program.ended
    },
  }
}

/** What comes before a mark; undefined where it ends before. */
function answersOf({ stdout }: Piped): { until(mark: string): Promise<string | undefined> } {
  stdout.setEncoding('utf8')
  const chunks = stdout[Symbol.asyncIterator]()
  let pending = ''
  return {
    until: async (mark) => {
      for (;;) {
        const at = pending.indexOf(`${mark}\n`)
        if (at >= 0) {
          const answer = pending.slice(0, at)
          pending = pending.slice(at + mark.length + 1)
          return answer.replace(/\n$/, '')
        }
        const { done, value } = await chunks.next()
        if (done) return undefined
        pending += value
      }
    },
  }
}
