import { mkdir, rename, symlink } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execa } from 'execa'
import { Client } from 'pg'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { proveBackup } from '../../../src/agent/backups/prove.ts'
import { type BackupHouse, backupHouse } from '../../harness/backups.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'
import { testPort } from '../../harness/ports.ts'

const never = new AbortController().signal
const program = join(import.meta.dirname, '../../../src/main.ts')

describeWith(pgClient, 'npm run ops:restore', (programs) => {
  let house: BackupHouse
  let name: string
  let digest: string
  let port: number
  let before: unknown

  /** As npm runs it, on databases that the settings name. */
  const run = async (...args: string[]): Promise<[code: number | undefined, output: string]> => {
    const { exitCode, all } = await execa(process.execPath, [program, 'ops-restore', ...args], {
      extendEnv: false,
      reject: false,
      all: true,
      env: {
        PATH: [programs, process.env['PATH']].join(delimiter),
        DATA_DIR: join(house.folder, 'data'),
        LOG_DIR: '',
        BOT_PORT: String(port),
        DATABASE_URL: house.urlOf('assistant'),
        OPS_DATABASE_URL: house.urlOf('ops'),
      },
    })
    for (const secret of [...house.passwords, 'settings-secret']) expect(all).not.toContain(secret)
    return [exitCode, all]
  }

  beforeAll(async () => {
    house = await backupHouse(programs)
    port = await testPort()
    name = await createBackup(house.parts, never)
    await mkdir(join(house.folder, 'data'))
    await rename(house.parts.shelf.folder, join(house.folder, 'data/backups'))
    await symlink(join(house.folder, 'data/backups'), house.parts.shelf.folder)
    before = await house.live('ops')
    await house.run('ops', 'DELETE FROM cases')
  }, 60_000)
  afterAll(() => house.close(), 60_000)
  const changed = async () => JSON.stringify(await house.live('ops')) !== JSON.stringify(before)

  test('tells what it would do, and does nothing until it is told the digest', async () => {
    const [code, output] = await run(name)
    expect(code).toBe(1)
    expect(output).toContain('not proved')
    expect(output).toContain('cases 40')
    digest = new RegExp(`ops:restore -- ${name} ([0-9a-f]{64})`).exec(output)?.[1] ?? ''
    expect(digest).toHaveLength(64)
    expect(await changed()).toBe(true)
    expect((await run())[1]).toContain('Which backup')
    expect((await run('ai_assistant_20200101_000000'))[1]).toContain('There is no backup')
  }, 60_000)

  test('takes only what was proved, as it was proved', async () => {
    expect(await run(name, digest)).toEqual([1, expect.stringContaining('was not proved')])
    await proveBackup(house.parts, name, never)
    expect(await run(name, 'a'.repeat(64))).toEqual([
      1,
      expect.stringContaining('not the one that was looked at'),
    ])
    expect(await changed()).toBe(true)
  }, 60_000)

  test('is refused while anybody works in that database', async () => {
    const bot = new Client({ connectionString: house.urlOf('ops', 'runtime') })
    await bot.connect()
    const [code, output] = await run(name, digest)
    await bot.end()
    expect([code, output]).toEqual([
      1,
      expect.stringContaining(`works in the bot's database (${house.plans.ops.runtime})`),
    ])
    expect(await changed()).toBe(true)
  }, 60_000)

  test('brings the database back, and the assistant’s stays as it is', async () => {
    const assistant = await house.live()
    const [code, output] = await run(name, digest)
    expect([code, output]).toEqual([0, expect.stringContaining('Restored')])
    expect(await changed()).toBe(false)
    expect(await house.live()).toEqual(assistant)
    await expect(house.run('ops', 'DELETE FROM audit', 'runtime')).rejects.toThrow('permission denied')
  }, 60_000)
})
