import { randomBytes } from 'node:crypto'
import { lstat, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { codeOf, UserError } from '../../errors.ts'
import type { Schema } from '../../migrate.ts'
import type { BackupParts } from './backups.ts'
import { dumpPart } from './dump.ts'
import { type FileFacts, writeStream } from './dump-file.ts'
import { type Expected, expectedOf, factsSchema, onlyTables } from './facts.ts'
import { readFacts, readSequences } from './facts-sql.ts'
import { endLeftovers } from './leftovers.ts'
import { type Manifest, type MigrationFacts, manifestName, newManifest, textOfManifest } from './manifest.ts'
import { findMeans, type Means, requireRoom } from './means.ts'
import { partOf } from './parts.ts'
import { sweepScratch } from './scratch.ts'
import { openSession } from './session.ts'

type Files = Record<string, FileFacts>

/**
 * Makes a backup: what the databases hold at one moment each, the settings, and a manifest of it all.
 * @returns its name.
 * @throws UserError: then there is none.
 */
export async function createBackup(parts: BackupParts, signal: AbortSignal): Promise<string> {
  const { tools, shelf, version, now } = parts
  await shelf.sweep()
  for (const server of ['assistant', 'ops'] as const) {
    await sweepScratch(tools, server, signal)
    await endLeftovers(tools, server, signal)
  }
  const means = await findMeans(tools, shelf.folder, signal)
  requireRoom(means)
  try {
    return await shelf.add(async (folder) => {
      const files: Files = {}
      const assistant = await dumpServer(parts, 'assistant', folder, files, signal)
      const ops = await dumpServer(parts, 'ops', folder, files, signal)
      await copySettings(parts, folder, files)
      const manifest = newManifest({
        program: version,
        tools: means.tools,
        made_at: now().toISOString(),
        files,
        servers: {
          assistant: serverOf(parts, 'assistant', means, assistant.migrations),
          ops: serverOf(parts, 'ops', means, ops.migrations),
        },
        parts: {
          assistant: assistant.expected,
          knowledge: onlyTables(assistant.expected, ['public.knowledge_documents']),
          ops: ops.expected,
        },
      })
      signal.throwIfAborted()
      await writeStream(join(folder, manifestName), [Buffer.from(textOfManifest(manifest))])
    })
  } catch (error) {
    throw explained(error)
  }
}

function serverOf(
  { tools }: BackupParts,
  server: Schema,
  { servers }: Means,
  migrations: MigrationFacts[],
): Manifest['servers'][Schema] {
  return { database: tools.live[server], version: servers[server], migrations }
}

const dumped = {
  assistant: [partOf.assistant, partOf.knowledge],
  ops: [partOf.ops],
}

const applied = `SELECT coalesce(jsonb_agg(jsonb_build_object('name', migration_name, 'checksum', checksum)
  ORDER BY migration_name COLLATE "C"), '[]') FROM public._prisma_migrations
  WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL;`

/**
 * Dumps what is of one server. Counts, checksums and dumps are of one snapshot, which a transaction holds open for as
 * long as it takes; whoever writes meanwhile is neither stopped nor seen.
 */
async function dumpServer(
  { tools }: BackupParts,
  server: Schema,
  folder: string,
  files: Files,
  signal: AbortSignal,
): Promise<{ expected: Expected; migrations: MigrationFacts[] }> {
  const name = `ai_backup_${randomBytes(6).toString('hex')}`
  const part = partOf[server]
  const session = await openSession(tools, { server, as: 'owner', name }, signal)
  try {
    await session.query(
      'SET idle_in_transaction_session_timeout = 0; SET statement_timeout = 0; SET lock_timeout = 10000; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;',
    )
    const snapshot = await session.query('SELECT pg_export_snapshot();')
    const facts = factsSchema.parse(JSON.parse(lastLine(await session.query(readFacts(part)))))
    const migrations = JSON.parse(await session.query(applied))
    for (const one of dumped[server]) {
      files[one.file] = await dumpPart(tools, { part: one, snapshot, folder, name }, signal)
    }
    const drawn = await session.query(`${readSequences(part)}SELECT current_setting('backup.sequences');`)
    const after = factsSchema.shape.sequences.parse(JSON.parse(drawn))
    return { expected: expectedOf(facts, after), migrations }
  } finally {
    await session.close()
  }
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1)

/** The settings as they are, secrets and all: a backup is as secret as they are. */
async function copySettings({ settingsFiles }: BackupParts, folder: string, files: Files): Promise<void> {
  for (const path of settingsFiles) {
    const name = basename(path)
    const found = await lstat(path).catch(() => undefined)
    if (!found?.isFile()) {
      throw new UserError('no_settings_file', `${name} cannot be copied: it is no ordinary file.`, {
        status: 503,
        action: 'Put the file itself there, readable for the agent.',
      })
    }
    const { tail: _, ...facts } = await writeStream(join(folder, name), [await readFile(path)])
    files[name] = facts
  }
}

function explained(error: unknown): unknown {
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) return error
  return new UserError('no_room', 'There is no more room where the backups are; what was begun is removed.', {
    status: 507,
    action: 'Free some space there, or remove old backups, then try again.',
    cause: error,
  })
}
