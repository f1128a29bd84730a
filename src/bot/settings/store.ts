import { createHash } from 'node:crypto'
import type { Clock } from '../../clock.ts'
import type { Snapshots } from '../../config-file.ts'
import type { OpsDb } from '../../db.ts'

/** The last good settings files, kept in the ops database. */
export function snapshotStore(db: OpsDb, clock: Clock): Snapshots {
  return {
    load: async (name) => (await db.configSnapshot.findUnique({ where: { name } }))?.content ?? null,
    save: async (name, content) => {
      const digest = createHash('sha256').update(content).digest('hex')
      const kept = { content, digest, loadedAt: clock.now() }
      await db.configSnapshot.upsert({ where: { name }, create: { name, ...kept }, update: kept })
    },
  }
}
