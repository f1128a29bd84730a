import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { settingsFile } from '../../../src/agent/settings/file.ts'
import { smallDisk } from '../../harness/small-disk.ts'

const disk = await smallDisk('64k')
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
