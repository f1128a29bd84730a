import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/** A file as the manifest knows it. */
export interface FileFacts {
  sha256: string
  size: number
}

/** How much of the end is looked at for the sentence that ends a dump, in bytes. */
const tailLength = 400

/**
 * Writes a stream to a file of its owner's alone, on disk when it resolves.
 * @returns what was written, and its last bytes.
 */
export async function writeStream(
  path: string,
  stream: Readable | Iterable<Buffer>,
): Promise<FileFacts & { tail: string }> {
  const file = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  let size = 0
  let tail = Buffer.alloc(0)
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
      tail = Buffer.concat([tail, chunk]).subarray(-tailLength)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  return { sha256: hash.digest('hex'), size, tail: tail.toString('utf8') }
}

/** What a file holds now. */
export async function factsOfFile(path: string, signal: AbortSignal): Promise<FileFacts> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  return { sha256: hash.digest('hex'), size }
}
