import { open, rm } from 'node:fs/promises'
import { codeOf, UserError } from '../../src/errors.ts'

/**
 * Makes a file that its owner alone may read, once `keep` has succeeded. It never takes another file's place.
 * @throws UserError where there is one, or none can be made.
 */
export async function newPrivateFile(
  path: string,
  content: string,
  keep: () => Promise<void>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600).catch((cause: unknown) => {
    const why = codeOf(cause) === 'EEXIST' ? 'is there already' : `cannot be made (${codeOf(cause)})`
    throw new UserError('bad_file', `The file ${path} ${why}.`, {
      action: 'Name another one, or - to have it printed.',
      cause,
    })
  })
  try {
    await keep()
    await file.writeFile(content)
    await file.sync()
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}
