import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Config } from './config.ts'
import { codeOf } from './errors.ts'
import { makeFolder } from './make-folder.ts'

/** The newest row at some time, as it was noted outside the database. */
export interface Head {
  /** When it was noted: ISO 8601. */
  at: string
  id: bigint
  /** In hexadecimal. */
  hash: string
}

/** The file that heads are noted in; null where none is kept. */
export function headsFileOf({
  AUDIT_HEADS_FILE,
  LOG_DIR,
}: Pick<Config, 'AUDIT_HEADS_FILE' | 'LOG_DIR'>): string | null {
  if (AUDIT_HEADS_FILE !== undefined) return AUDIT_HEADS_FILE
  return LOG_DIR === '' ? null : join(LOG_DIR, 'ai_bot', 'audit-heads.jsonl')
}

/** What is noted of a head, as data. */
export const recordOf = ({ at, id, hash }: Head) => ({ at, id: Number(id), hash })

/**
 * Adds a head to the file; it is on disk when this resolves. Several bots may add to one file: each line is one
 * write to its end.
 */
export async function noteHead(path: string, head: Head): Promise<void> {
  await makeFolder(dirname(path))
  const file = await open(path, 'a+')
  try {
    const { size } = await file.stat()
    const { buffer } = await file.read({ buffer: Buffer.alloc(1), position: Math.max(0, size - 1) })
    // After a line that was cut short by a full disk, another one begins.
    const start = size === 0 || buffer.toString() === '\n' ? '' : '\n'
    await file.appendFile(`${start}${JSON.stringify(recordOf(head))}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** In bytes, with much to spare. */
const longestLine = 4_096

const lineSchema = z.object({
  at: z.string().min(1),
  id: z.number().int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** What stands in a line of the file; null where it cannot be read. */
export interface HeadLine {
  /** From 1; null where it was not counted. */
  number: number | null
  head: Head | null
}

/** The file as it is now: what is added later is not read. */
export interface HeadsFile {
  path: string
  /** Up to the end of its last whole line; null: there is no such file. */
  size: number | null
}

export async function headsFileNow(path: string): Promise<HeadsFile> {
  try {
    const file = await open(path, 'r')
    return { path, size: await wholeLines(file).finally(() => file.close()) }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { path, size: null }
    throw error
  }
}

/** A line that is being written has no end yet. */
async function wholeLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat()
  const position = Math.max(0, size - longestLine)
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(longestLine), position })
  return position + buffer.subarray(0, bytesRead).lastIndexOf('\n') + 1
}

/** Its lines one after another; of a long file only those within its last `tail` bytes, where that is said. */
export async function* readHeads({ path, size }: HeadsFile, tail?: number): AsyncGenerator<HeadLine> {
  if (size === null || size === 0) return
  const start = tail === undefined ? 0 : Math.max(0, size - tail)
  const lines = createInterface({
    input: createReadStream(path, { start, end: size - 1 }),
    crlfDelay: Number.POSITIVE_INFINITY,
  })
  let number = 0
  for await (const line of lines) {
    number += 1
    // What the tail begins with may be the rest of a line.
    if ((start > 0 && number === 1) || line === '') continue
    yield { number: start > 0 ? null : number, head: headIn(line) }
  }
}

function headIn(line: string): Head | null {
  try {
    const { at, id, hash } = lineSchema.parse(JSON.parse(line))
    return { at, id: BigInt(id), hash }
  } catch {
    return null
  }
}
