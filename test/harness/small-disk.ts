import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { removeDataFolder, temporaryFolder } from './test-server.ts'

/**
 * A small file system of a test's own; undefined where none can be mounted: that takes root, on Linux, and not every
 * container.
 * @param size as mount has it, such as 64k.
 */
export async function smallDisk(
  size: string,
): Promise<{ path: string; remove(): Promise<void> } | undefined> {
  const folder = await temporaryFolder('full-')
  const path = join(folder, 'disk')
  await mkdir(path)
  const { failed } = await execa('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], {
    reject: false,
  })
  if (failed) {
    await removeDataFolder(folder)
    return undefined
  }
  const remove = async (): Promise<void> => {
    // Lazily: what a test opened there may still be open.
    await execa('umount', ['--lazy', path])
    await removeDataFolder(folder)
  }
  return { path, remove }
}
