import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { factsOfFile } from '../../src/agent/backups/dump-file.ts'
import type { Expected } from '../../src/agent/backups/facts.ts'
import { digestOf, newManifest, textOfManifest } from '../../src/agent/backups/manifest.ts'
import { partNames, partOf } from '../../src/agent/backups/parts.ts'
import { writeProof } from '../../src/agent/backups/proof.ts'

const table = (rows: number) => ({ rows, checksum: '1:2', schema: 'a'.repeat(32) })
const expected = (rows: Record<string, number>): Expected => ({
  tables: Object.fromEntries(Object.entries(rows).map(([name, count]) => [`public.${name}`, table(count)])),
  sequences: {},
})

/** Puts something on an agent's shelf that looks like a proved backup: enough for plans, not for a restore. */
export async function shelveBackup(agentFolder: string, name: string): Promise<void> {
  const folder = join(agentFolder, 'backups', name)
  await mkdir(folder, { recursive: true })
  const files = await Promise.all(
    partNames.map(async (part) => {
      const { file } = partOf[part]
      await writeFile(join(folder, file), '-- nothing\n')
      return [file, await factsOfFile(join(folder, file), AbortSignal.timeout(10_000))] as const
    }),
  )
  // Young enough for what wants one.
  const at = new Date(Date.now() - 3_600_000).toISOString()
  const server = { version: 170_006, migrations: [] }
  const manifest = textOfManifest(
    newManifest({
      program: '0.1.0',
      tools: '17.6',
      made_at: at,
      files: Object.fromEntries(files),
      servers: {
        assistant: { ...server, database: 'abparts_prod' },
        ops: { ...server, database: 'ops' },
      },
      parts: {
        assistant: expected({ ai_sessions: 12, ai_messages: 1_340, knowledge_documents: 4 }),
        knowledge: expected({ knowledge_documents: 4 }),
        ops: expected({ audit: 210 }),
      },
    }),
  )
  await writeFile(join(folder, 'manifest.json'), manifest)
  await writeProof(folder, { manifest_digest: digestOf(manifest), at, outcome: 'proved', detail: '' })
}
