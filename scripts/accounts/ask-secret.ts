import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { UserError } from '../../src/errors.ts'

/** Asks for a new secret: twice at a terminal, without showing it; elsewhere it is the first line of the input. */
export async function askSecret(what: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).split(/\r?\n/)[0] ?? ''
  const first = await ask(`${what}: `)
  if (first === (await ask('Again: '))) return first
  throw new UserError('not_the_same', 'The two are not the same.', { action: 'Type it again.' })
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const line = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  line.once('SIGINT', () => process.exit(130))
  try {
    return await line.question('')
  } finally {
    line.close()
    process.stderr.write('\n')
  }
}
