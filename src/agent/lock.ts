import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UserError } from '../errors.ts'

/** Kept from the garbage collector, which would close a file and so lose its lock. */
const held = new Set<DatabaseSync>()

/**
 * Makes this process the only agent of a data folder until it releases the lock or ends, however it ends:
 * Node has no file locks of its own, SQLite's are the operating system's, which lets go of a killed process.
 * @throws UserError when another agent holds it.
 */
export function takeLock(path: string, dataDir: string): () => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = new DatabaseSync(path, { timeout: 0 })
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    file.close()
    throw new UserError('second_agent', `The program already runs on the data folder ${dataDir}.`, {
      action: 'Stop that one first, or set DATA_DIR (and ASSISTANT_PORT and BOT_PORT) to start a second one.',
      cause,
    })
  }
  held.add(file)
  return () => {
    held.delete(file)
    file.close()
  }
}
