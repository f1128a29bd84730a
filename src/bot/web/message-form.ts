import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { UserError } from '../../errors.ts'
import { fileTypeOf } from '../../oncall/file-type.ts'
import type { FileContent } from '../../oncall/messages-store.ts'
import { fileLimits, mostEach } from '../cases/file-limits.ts'
import { fileName } from '../cases/file-name.ts'

/** A message with files as a form carries it, whose fields nobody has looked at yet. */
export interface MessageForm {
  fields: Record<string, unknown>
  files: FileContent[]
}

/** What the words and the form's own lines may add, in bytes. */
const formAllowance = 1_000_000

/** Refuses what says of itself that it is too much, before any of it is read. @throws UserError where it is. */
export function mayBeRead({ headers }: FastifyRequest): void {
  const most = fileLimits.files * fileLimits.bytesEach + formAllowance
  if (Number(headers['content-length'] ?? 0) > most) throw tooMuch()
}

/**
 * Reads a message with files. A form with something that is not taken is read to its end all the same, without keeping
 * it, so that its sender gets the answer.
 * @throws UserError where it has too many files, one that is too large, or none.
 */
export async function readMessageForm(request: FastifyRequest): Promise<MessageForm> {
  const form: MessageForm = { fields: {}, files: [] }
  let refusal: UserError | undefined
  const limits = { fileSize: fileLimits.bytesEach, fields: 10 }
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') form.fields[part.fieldname] = typed(part.value)
      else refusal = (await takeFile(form, part)) ?? refusal
    }
  } catch (cause) {
    throw unreadable(cause)
  }
  if (refusal !== undefined) throw refusal
  if (form.files.length === 0) throw noFile()
  return form
}

/** A form has lines end with two characters, where whoever typed them meant one. */
const typed = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value)

/** @returns why it is not taken. */
async function takeFile(form: MessageForm, part: MultipartFile): Promise<UserError | undefined> {
  const isTaken = form.files.length < fileLimits.files
  const pieces: Buffer[] = []
  for await (const piece of part.file) if (isTaken) pieces.push(piece as Buffer)
  if (!isTaken) return tooMany()
  // Browsers write its quotes so.
  const name = fileName((part.filename ?? '').replaceAll('%22', '"'))
  if (part.file.truncated) return tooLarge(name)
  const content = Buffer.concat(pieces)
  form.files.push({ name, type: fileTypeOf(content), content })
  return undefined
}

const unreadable = (cause: unknown) =>
  new UserError('bad_request', 'The form could not be read.', {
    action: 'Send it again, as multipart/form-data.',
    cause,
  })

const noFile = () =>
  new UserError('no_file', 'The message has no file.', { action: 'Attach one, or send the words alone.' })

const tooMuch = () =>
  new UserError('too_large', `A message takes ${fileLimits.files} files of ${mostEach} each, and no more.`, {
    status: 413,
    action: 'Send smaller copies, or a link that the other side can open.',
  })

const tooMany = () =>
  new UserError('too_many_files', `A message takes ${fileLimits.files} files.`, {
    status: 413,
    action: 'Send the others in a message of their own.',
  })

const tooLarge = (name: string) =>
  new UserError('too_large', `${name} has more than ${mostEach}.`, {
    status: 413,
    action: 'Send a smaller copy, or a link that the other side can open.',
  })
