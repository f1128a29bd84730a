import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { type FileFacts, writeStream } from './dump-file.ts'
import { faultOf } from './faults.ts'
import type { Part } from './parts.ts'
import type { PgTools } from './pg-tools.ts'

/** What stands at the end of every dump that is whole. */
const lastWords = '-- PostgreSQL database dump complete'

/** How long a table that somebody holds is waited for. */
const lockWait = '30s'

/** Writes a part's dump, as it was at a snapshot, into a folder. */
export async function dumpPart(
  tools: PgTools,
  { part, snapshot, folder, name }: { part: Part; snapshot: string; folder: string; name: string },
  signal: AbortSignal,
): Promise<FileFacts> {
  const program = await tools.start(
    {
      program: 'pg_dump',
      server: part.server,
      as: 'owner',
      name,
      args: [
        '--no-owner',
        '--encoding=UTF8',
        `--snapshot=${snapshot}`,
        `--lock-wait-timeout=${lockWait}`,
        ...part.wanted,
      ],
    },
    signal,
  )
  program.stdin.end()
  const written = await writeStream(join(folder, part.file), program.stdout).catch((error: unknown) => ({
    error,
  }))
  // What could not be written down ends the dump too.
  program.stdout.destroy()
  const { exitCode, stderr } = await program.ended
  signal.throwIfAborted()
  if ('error' in written) throw written.error
  if (exitCode !== 0) throw faultOf({ exitCode, stderr })
  const { tail, ...facts } = written
  if (tail.includes(lastWords)) return facts
  throw new UserError('dump_cut', 'The dump ended before it was whole.', {
    status: 503,
    action: 'Look whether the database runs, then try again.',
  })
}
