import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { codeOf, UserError } from '../../errors.ts'
import { migrationsOf, type Schema } from '../../migrate.ts'
import { expectedSchema } from './facts.ts'
import { partNames, partOf } from './parts.ts'

export const manifestName = 'manifest.json'

/** Of what is written here; another one is another program's. */
const format = 1

const migrationSchema = z.strictObject({ name: z.string(), checksum: z.string() })
export type MigrationFacts = z.infer<typeof migrationSchema>

const serverSchema = z.strictObject({
  database: z.string(),
  /** As `server_version_num` has it, such as 170006. */
  version: z.number().int(),
  migrations: z.array(migrationSchema),
})

/** What a backup holds, and what it was made of, at one moment each for the two databases. */
const manifestSchema = z.strictObject({
  format: z.literal(format),
  program: z.string(),
  /** Of the programs that dumped. */
  tools: z.string(),
  made_at: z.iso.datetime(),
  files: z.record(
    z.string().regex(/^[.\w-]{1,80}$/),
    z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().nonnegative() }),
  ),
  servers: z.strictObject({ assistant: serverSchema, ops: serverSchema }),
  parts: z.strictObject({ assistant: expectedSchema, knowledge: expectedSchema, ops: expectedSchema }),
})
export type Manifest = z.infer<typeof manifestSchema>

/** A manifest, and the digest of its text: whatever is changed in it gives another one. */
export interface ReadManifest {
  manifest: Manifest
  digest: string
}

export const newManifest = (content: Omit<Manifest, 'format'>): Manifest => ({ format, ...content })

export const textOfManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 2)}\n`

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** @throws UserError where there is none that this program understands. */
export async function readManifest(folder: string): Promise<ReadManifest> {
  const text = await readFile(join(folder, manifestName), 'utf8').catch((error: unknown) => {
    throw bad(codeOf(error) === 'ENOENT' ? 'It has no manifest.' : 'Its manifest cannot be read.')
  })
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (parsed.success) {
    const missing = partNames.map((name) => partOf[name].file).filter((file) => !(file in parsed.data.files))
    if (missing.length > 0) throw bad(`Its manifest does not name ${missing.join(', ')}.`)
    return { manifest: parsed.data, digest: digestOf(text) }
  }
  const other = z.object({ format: z.number() }).safeParse(parseJson(text)).data?.format
  throw bad(
    other !== undefined && other !== format
      ? `It is of format ${other}; this program knows format ${format}.`
      : 'Its manifest is not whole.',
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Migrations of a backup that this program has not, or has otherwise; and those that the backup lacks. */
export function migrationsBeside(
  { servers }: Manifest,
  schema: Schema,
): { foreign: string[]; lacking: string[] } {
  const known = new Map(migrationsOf(schema).map(({ name, checksum }) => [name, checksum]))
  const its = servers[schema].migrations
  const names = new Set(its.map(({ name }) => name))
  return {
    foreign: its.filter(({ name, checksum }) => known.get(name) !== checksum).map(({ name }) => name),
    lacking: [...known.keys()].filter((name) => !names.has(name)),
  }
}

function bad(message: string): UserError {
  return new UserError('backup_broken', message, { status: 422, action: 'Name another backup.' })
}
