import { readdirSync } from 'node:fs'
import { afterAll, expect, test } from '@jest/globals'
import { createBackup } from '../../../src/agent/backups/create.ts'
import { findMeans, requireRoom } from '../../../src/agent/backups/means.ts'
import { backupHouse } from '../../harness/backups.ts'
import { describeWith, pgClient } from '../../harness/needs.ts'
import { smallDisk } from '../../harness/small-disk.ts'

const [tiny, small] = [await smallDisk('10m'), await smallDisk('90m')]
// In CI this runs as root: there it must be possible.
const testFull = small === undefined && process.env['CI'] !== 'true' ? test.skip : test

const never = new AbortController().signal

describeWith(pgClient, 'a disk', (programs) => {
  afterAll(async () => {
    await tiny?.remove()
    await small?.remove()
  })
  const folderOf = (disk: typeof tiny): string => {
    if (disk === undefined) throw new Error('no small file system could be mounted: run as root')
    return disk.path
  }

  testFull(
    'that is too small from the start is told before anything begins',
    async () => {
      const shelf = folderOf(tiny)
      const house = await backupHouse(programs, { shelf })
      try {
        await expect(createBackup(house.parts, never)).rejects.toMatchObject({ code: 'no_room', status: 507 })
        expect(readdirSync(shelf)).toEqual([])
      } finally {
        await house.close()
      }
    },
    60_000,
  )

  testFull(
    'that is full half-way keeps nothing of the backup',
    async () => {
      const shelf = folderOf(small)
      const house = await backupHouse(programs, { shelf })
      try {
        // The server keeps it a hundred times smaller than a dump does.
        await house.run(
          'assistant',
          "INSERT INTO ai_messages (message_id, session_id, role, content) SELECT gen_random_uuid(), 'one', 'user', repeat('x', 40000000) FROM generate_series(1, 4)",
        )
        requireRoom(await findMeans(house.parts.tools, shelf, never))
        await expect(createBackup(house.parts, never)).rejects.toMatchObject({ code: 'no_room', status: 507 })
        expect(readdirSync(shelf)).toEqual([])
        expect(await house.leftOnServer()).toEqual([])
      } finally {
        await house.close()
      }
    },
    120_000,
  )
})
