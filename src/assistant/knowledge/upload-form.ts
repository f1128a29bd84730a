import type { Readable } from 'node:stream'
import type { Multipart, MultipartFile, MultipartValue } from '@fastify/multipart'

/** What a form held, before anything of it is trusted. */
export interface UploadForm {
  values: Record<string, string>
  file?: { filename: string; bytes: Buffer<ArrayBuffer> }
  tooLarge: boolean
  problems: string[]
}

/**
 * Reads a form's parts to their end, in whatever order they come; a file that is too large or not asked for
 * is read without being kept, so that its sender gets the answer.
 */
export async function readForm(parts: AsyncIterable<Multipart>): Promise<UploadForm> {
  const form: UploadForm = { values: {}, tooLarge: false, problems: [] }
  for await (const part of parts) {
    if (part.type === 'file') await takeFile(form, part)
    else takeValue(form, part)
  }
  return form
}

async function takeFile(form: UploadForm, part: MultipartFile): Promise<void> {
  const known = part.fieldname === 'file'
  if (!known) form.problems.push(`${quoted(part.fieldname)} is not a field for a file; name it "file"`)
  else if (form.file !== undefined) form.problems.push('only one file can be sent at a time')
  const bytes = await bytesOf(part.file, { keep: known && form.file === undefined })
  if (part.file.truncated) form.tooLarge = true
  else if (bytes !== undefined) form.file = { filename: part.filename, bytes }
}

async function bytesOf(
  stream: Readable & { truncated: boolean },
  { keep }: { keep: boolean },
): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) {
    if (keep) chunks.push(chunk as Buffer)
  }
  return keep && !stream.truncated ? Buffer.concat(chunks) : undefined
}

function takeValue(form: UploadForm, { fieldname, value, valueTruncated }: MultipartValue): void {
  if (fieldname === 'file') form.problems.push('"file" must be a file, with a file name')
  else if (Object.hasOwn(form.values, fieldname)) form.problems.push(`${quoted(fieldname)} is given twice`)
  else if (valueTruncated || typeof value !== 'string') form.problems.push(`${quoted(fieldname)} is too long`)
  else form.values[fieldname] = value
}

/** A name as a sentence may hold it. */
export function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 100))
}
