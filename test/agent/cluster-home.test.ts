import { chmod, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { findBinaries } from '../../src/agent/binaries.ts'
import { type ClusterHome, openClusterHome } from '../../src/agent/cluster-home.ts'
import { canReach, findServerUser } from '../../src/agent/server-user.ts'
import { removeDataFolder, temporaryFolder } from '../harness/test-server.ts'

/** Root needs another user for the servers, everybody else none: each is tested where it is true. */
const isRoot = process.getuid?.() === 0
const asRoot: typeof test | undefined = isRoot ? test : undefined
const asOrdinaryUser: typeof test | undefined = isRoot ? undefined : test

let folder: string
let dataDir: string
beforeEach(async () => {
  folder = await temporaryFolder('home-')
  dataDir = join(folder, 'data')
  await mkdir(dataDir)
})
afterEach(async () => {
  await removeDataFolder(dataDir)
  await rm(folder, { recursive: true })
})

/** Runs the server's program as the servers' user. */
async function versionOf({ binaries, user }: ClusterHome): Promise<string> {
  const { stdout } = await execa(
    binaries.postgres,
    ['--version'],
    user ? { uid: user.uid, gid: user.gid } : {},
  )
  return stdout
}

asOrdinaryUser?.('an ordinary user runs the servers itself, below the data folder', async () => {
  const home = await openClusterHome(dataDir)
  expect(home).toMatchObject({ folder: join(dataDir, 'postgres'), user: undefined })
  expect(await versionOf(home)).toContain('17.')
})

asRoot?.('as root the servers get a user of their own, who can reach what it needs', async () => {
  const home = await openClusterHome(dataDir)
  expect(home.folder).toBe(join(dataDir, 'postgres'))
  expect(home.user?.uid).toBeGreaterThan(0)
  expect(await versionOf(home)).toContain('17.')
})

asRoot?.('below a closed folder the servers live elsewhere, which is noted and found again', async () => {
  await chmod(folder, 0o700)
  const home = await openClusterHome(dataDir)
  expect(home.folder).not.toContain(dataDir)
  expect(await readFile(join(home.folder, 'README'), 'utf8')).toContain(dataDir)
  expect(await readFile(join(dataDir, 'postgres/elsewhere'), 'utf8')).toBe(`${home.folder}\n`)
  await chmod(folder, 0o711)
  expect((await openClusterHome(dataDir)).folder).toBe(home.folder)
})

asRoot?.(
  'programs below a closed folder are copied to where only the servers’ user can run them',
  async () => {
    const user = await findServerUser()
    if (user === undefined) throw new Error('there is no user for the servers')
    const packaged = join(folder, 'package/native')
    await mkdir(join(packaged, 'bin'), { recursive: true })
    await writeFile(join(packaged, '../package.json'), '{"version": "1.2.3"}')
    await writeFile(join(packaged, 'bin/postgres'), '#!/bin/sh\necho it runs\n', { mode: 0o755 })
    await chmod(join(folder, 'package'), 0o700)
    const binaries = await findBinaries(dataDir, user, packaged)
    expect(binaries.postgres).toBe(join(dataDir, 'postgresql-1.2.3/bin/postgres'))
    expect((await stat(join(dataDir, 'postgresql-1.2.3'))).mode & 0o007).toBe(0)
    expect((await execa(binaries.postgres, { uid: user.uid, gid: user.gid })).stdout).toBe('it runs')
  },
)

asRoot?.(
  'clusters whose folder was closed after they were made are not left behind for new ones',
  async () => {
    const { folder: near } = await openClusterHome(dataDir)
    await mkdir(join(near, 'assistant'))
    await chmod(folder, 0o700)
    await expect(openClusterHome(dataDir)).rejects.toThrow('can no longer enter')
  },
)

asRoot?.('whether a user can enter is told by every folder on the way', async () => {
  const user = { name: 'somebody', uid: 4_321, gid: 4_322 }
  expect(await canReach(dataDir, user)).toBe(true)
  await chmod(folder, 0o700)
  expect(await canReach(dataDir, user)).toBe(false)
  expect(await canReach(dataDir, { ...user, uid: 0 })).toBe(true)
  await chmod(folder, 0o710)
  expect(await canReach(dataDir, { ...user, gid: 0 })).toBe(true)
})
