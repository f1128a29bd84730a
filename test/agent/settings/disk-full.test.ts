import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { execa } from 'execa'
import { settingsFile } from '../../../src/agent/settings/file.ts'
import { removeDataFolder, temporaryFolder } from '../../harness/test-server.ts'

/** Whether a small file system of our own can be mounted here: as root, on Linux, and not in every container. */
async function smallDisk(): Promise<{ path: string; remove(): Promise<void> } | undefined> {
  const folder = await temporaryFolder('full-')
  const path = join(folder, 'disk')
  await mkdir(path)
  const { failed } = await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', path], { reject: false })
  if (failed) {
    await removeDataFolder(folder)
    return undefined
  }
  const remove = async (): Promise<void> => {
    await execa('umount', [path])
    await removeDataFolder(folder)
  }
  return { path, remove }
}

const disk = await smallDisk()
// In CI this runs as root: there it must be possible.
const testFull = disk === undefined && process.env['CI'] !== 'true' ? test.skip : test

testFull('on a full disk nothing is changed, and nothing is left half made', async () => {
  if (disk === undefined) throw new Error('no small file system could be mounted: run as root')
  try {
    const path = join(disk.path, '.env.production')
    const text = `A=${'x'.repeat(20_000)}\n`
    writeFileSync(path, text)
    // One page is free: neither the copy nor the new file fits.
    writeFileSync(join(disk.path, 'filler'), Buffer.alloc(36_000))
    const file = settingsFile(path)
    const refused = { code: 'disk_full', status: 507 }
    await expect(file.write('A=2\n')).rejects.toMatchObject(refused)
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(disk.path).sort()).toEqual(['.env.production', 'filler'])
  } finally {
    await disk.remove()
  }
})
