import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { type DocumentFields, documentFieldsSchema } from '../../assistant-api.ts'
import { UserError } from '../../errors.ts'
import type { NewFile } from './document-store.ts'
import { quoted, readForm, type UploadForm } from './upload-form.ts'

export interface Upload {
  fields: DocumentFields
  file: NewFile
}

const megabyte = 2 ** 20
/** What the fields and the form's own lines may add to the file, in bytes. */
const formOverhead = 100_000
const listFields = new Set(['machine_models', 'tags'])

/**
 * Reads an uploaded manual with its fields; never more than one file of the largest size is held.
 * @throws UserError when the file or a field is not what it must be.
 */
export async function readUpload(
  request: FastifyRequest,
  { maxMegabytes }: { maxMegabytes: number },
): Promise<Upload> {
  if (!request.isMultipart())
    throw bad('Send the manual as a form (multipart/form-data) with a file and a title.')
  const limit = Math.floor(maxMegabytes * megabyte)
  if (Number(request.headers['content-length'] ?? 0) > limit + formOverhead) throw tooLarge(maxMegabytes)
  const form = await readForm(request.parts({ limits: { fileSize: limit, files: 5, fields: 30 } }))
  if (form.tooLarge) throw tooLarge(maxMegabytes)
  if (form.problems.length > 0) throw bad(`${form.problems.join('; ')}.`)
  const fields = parseFields(form.values)
  return { fields, file: checkFile(form.file) }
}

function parseFields(values: Record<string, string>): DocumentFields {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    listFields.has(name) ? listOf(value) : value,
  ])
  const parsed = documentFieldsSchema.safeParse(Object.fromEntries(entries))
  if (parsed.success) return parsed.data
  throw bad(`${parsed.error.issues.map(problemOf).join('; ')}.`)
}

/** A list as a form's field holds it: separated by commas. */
function listOf(value: string): string[] {
  return [...new Set(value.split(',').map((item) => item.trim()))].filter((item) => item !== '')
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `${issue.keys.map(quoted).join(', ')} is not a field of the form`
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return `${issue.path.join('.')}: ${missing ? 'must be given' : issue.message}`
}

/** A PDF's first bytes stand within its first kilobyte. */
const magic = Buffer.from('%PDF-')
const magicWithin = 1_024

function checkFile(file: UploadForm['file']): NewFile {
  if (file === undefined) throw bad('The form has no file.')
  const filename = safeName(file.filename)
  if (file.bytes.length === 0) {
    throw new UserError('empty_file', `${filename} is empty.`, {
      action: 'Choose the file again and upload it.',
    })
  }
  if (!file.bytes.subarray(0, magicWithin).includes(magic)) {
    throw new UserError('not_a_pdf', `${filename} is not a PDF.`, {
      status: 415,
      action: 'Save the manual as a PDF and upload that.',
    })
  }
  return { filename, bytes: file.bytes, sha256: createHash('sha256').update(file.bytes).digest('hex') }
}

/** A name without folders, control characters and excess; browsers write its quotes as %22. */
function safeName(filename: string): string {
  const name = basename(filename.toWellFormed().replaceAll('\\', '/').replaceAll('%22', '"'))
    .replace(/\p{C}/gu, '')
    .trim()
  return name.slice(-200).toWellFormed() || 'manual.pdf'
}

function bad(message: string): UserError {
  return new UserError('bad_upload', message, { action: 'See /docs for the fields of this form.' })
}

function tooLarge(maxMegabytes: number): UserError {
  return new UserError('too_large', `The file is larger than ${maxMegabytes} MB.`, {
    status: 413,
    action: 'Split the manual, or save it with smaller pictures, and upload that.',
  })
}
