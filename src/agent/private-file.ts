import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { z } from 'zod'
import { codeOf, UserError } from '../errors.ts'

/** Writes a JSON file that its owner alone may read: whole or not at all, whatever happens meanwhile. */
export async function writePrivate(path: string, content: unknown): Promise<void> {
  await makePrivate(path, `${JSON.stringify(content, null, 2)}\n`)
}

/** The same with a text. */
export async function makePrivate(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(`${path}.new`, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}

/**
 * Reads such a file; undefined when there is none.
 * @throws UserError when it cannot be read or does not hold what it should.
 */
export async function readPrivate<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw new UserError('broken_file', `The file ${path} cannot be used.`, {
      action: 'Restore it from a backup, or delete the data folder to begin anew.',
      cause,
    })
  }
}
