import { UserError } from '../../errors.ts'
import { fileTypeOf } from '../../oncall/file-type.ts'
import type { FileContent } from '../../oncall/messages-store.ts'
import { shorten } from '../../shorten.ts'
import type { Request } from '../handler.ts'
import type { SentFile } from '../platform.ts'
import { fileLimits, mostEach } from './file-limits.ts'
import { fileName } from './file-name.ts'

/** For how long all files of a message are fetched, in milliseconds. */
const fetchingMs = 30_000

export interface TakenFiles {
  files: FileContent[]
  /** Those that could not be had, each by its name and with why, as a sentence. */
  missing: string[]
}

/** Fetches what somebody sent about a case, from where the platform keeps it. */
export async function takeFiles(sent: SentFile[], request: Request): Promise<TakenFiles> {
  const late = AbortSignal.timeout(fetchingMs)
  const taken: TakenFiles = { files: [], missing: [] }
  for (const [index, file] of sent.entries()) {
    const name = fileName(file.name)
    try {
      if (index >= fileLimits.files) throw tooMany()
      const content = await fetched(file, request, late)
      taken.files.push({ name, type: fileTypeOf(content), content })
    } catch (error) {
      taken.missing.push(`${name} was not passed on. ${reasonOf(error, request, late)}`)
    }
  }
  return taken
}

async function fetched(
  file: SentFile,
  { platform, signal }: Request,
  late: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (platform.download === undefined) throw new Error(`${platform.name} hands out no files`)
  if (file.isOutOfReach) throw outOfReach()
  if (file.size > fileLimits.bytesEach) throw tooLarge()
  return await readAll(await platform.download(file, AbortSignal.any([signal, late])))
}

/** Leaves off where it becomes too large: the platform may not have said how large it is. */
async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of stream) {
    size += piece.length
    if (size > fileLimits.bytesEach) throw tooLarge()
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** Why a file cannot be had. @throws what keeps everything from being done for now, and not just this. */
function reasonOf(error: unknown, { platform, signal, delivery, with: { log } }: Request, late: AbortSignal) {
  if (error instanceof UserError) return shorten(error.message, 200)
  if (signal.aborted || platform.isPassing?.(error)) throw error
  if (late.aborted) return 'Fetching it took too long.'
  log.warn({ err: error, request_id: delivery.requestId }, 'a file for a case could not be fetched')
  return 'It could not be fetched.'
}

const tooMany = () =>
  new UserError('too_many_files', `Of one message ${fileLimits.files} files are passed on.`)

const tooLarge = () => new UserError('too_large', `It has more than ${mostEach}.`)

/** A platform that shows a file here and hands it out elsewhere does so alone with the bot. */
const outOfReach = () =>
  new UserError('out_of_reach', 'The bot is given files only where somebody is alone with it.')
