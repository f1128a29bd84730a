import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'

/** Whose a file is, and who may read it. */
interface Owner {
  uid: number
  gid: number
}

/**
 * Puts a text in a file's place, whole or not at all, for its owner alone; it stays whose it was.
 * @throws UserError when there is no room or no right: then it is as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`
  await undisturbed(fresh, async () => {
    const owner = await stat(path).catch(() => undefined)
    await rm(fresh, { force: true })
    await writeNew(fresh, text, owner)
    await rename(fresh, path)
  })
  await syncFolder(path)
}

/**
 * Makes a file that must not be there yet, owned as another one is.
 * @returns whether it was made: false where there is one of this name.
 * @throws UserError when there is no room or no right: then there is none.
 */
export async function makeFile(path: string, text: string, like: string): Promise<boolean> {
  if (await stat(path).catch(() => undefined)) return false
  await undisturbed(path, async () => writeNew(path, text, await stat(like)))
  await syncFolder(path)
  return true
}

/** Writing fails when it is full, and so does making sure of it. */
async function writeNew(path: string, text: string, owner: Owner | undefined): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await give(file, owner)
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function give(file: FileHandle, owner: Owner | undefined): Promise<void> {
  const mine = await file.stat()
  // For its owner alone, so the group says nothing; and giving it another wants a right that a container lacks.
  if (owner === undefined || owner.uid === mine.uid) return
  await file.chown(owner.uid, owner.gid)
}

/** Leaves nothing half made behind. */
async function undisturbed(made: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (cause) {
    await rm(made, { force: true }).catch(() => undefined)
    throw told(cause)
  }
}

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function told(cause: unknown): unknown {
  const code = codeOf(cause)
  if (full.has(code)) {
    return new UserError(
      'disk_full',
      'There is no room on the disk of the settings, so nothing was changed.',
      {
        status: 507,
        action: 'Free some space in the folder of the settings file, then try again.',
        cause,
      },
    )
  }
  if (code === '') return cause
  return new UserError(
    'unwritable_settings',
    `The settings file cannot be written (${code}), so nothing was changed.`,
    {
      status: 503,
      action: 'Let the agent write in the folder of the settings file, then try again.',
      cause,
    },
  )
}

/** A new name is on disk when its folder is. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
