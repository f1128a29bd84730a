import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { execa, type Options, type Result } from 'execa'
import type { Config } from '../../config.ts'
import type { ExtractMessage } from './extract-message.ts'
import { pdfLibrary } from './pdf/library.ts'
import type { Passage } from './pdf/passages.ts'
import { refusal } from './refusal.ts'

/** A file, piece by piece. */
export type PdfPieces = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

export interface ExtractOptions {
  config: Config
  /** Called after each page. */
  progress: (pagesDone: number, pages: number) => void
  /** Ends the reading; the returned promise then rejects with its reason. */
  signal?: AbortSignal
}

export interface Extracted {
  pages: number
  passages: Passage[]
  /** The most memory that the reading process held, in megabytes. */
  peakMemoryMb: number
}

/**
 * Reads a PDF in a process of its own, which is killed when it exceeds the time or the memory of the settings.
 * @throws UserError that says why the PDF cannot be read and what to do.
 */
export async function extract(pdf: PdfPieces, options: ExtractOptions): Promise<Extracted> {
  const { config, progress, signal } = options
  const child = execa(process.execPath, childArguments(config), childOptions(pdf, config, signal))
  const passages: Passage[] = []
  let last: ExtractMessage | undefined
  for await (const line of child.iterable()) {
    const message = JSON.parse(line) as ExtractMessage
    if ('progress' in message) progress(message.progress.pagesDone, message.progress.pages)
    if ('passage' in message) passages.push(message.passage)
    last = message
  }
  const outcome = await child
  signal?.throwIfAborted()
  if (last !== undefined && 'done' in last) return { ...last.done, passages }
  if (last !== undefined && 'problem' in last) throw refusal(last.problem, config)
  throw causeOfDeath(outcome, config)
}

const program = fileURLToPath(new URL('./extract-child.ts', import.meta.url))
const source = fileURLToPath(new URL('.', import.meta.url))

/** The part of the memory that may be JavaScript's own; the rest is for the bytes of streams. */
const heapShare = 0.6

/** The child reads its own code and the PDF library; it writes nothing, starts nothing and loads no addon. */
function childArguments({ MAX_PAGES, EXTRACT_MEMORY_MB }: Config): string[] {
  return [
    '--permission',
    `--allow-fs-read=${source}`,
    `--allow-fs-read=${pdfLibrary}`,
    '--allow-worker', // for memory-watch.ts
    `--max-old-space-size=${Math.floor(EXTRACT_MEMORY_MB * heapShare)}`,
    program,
    String(MAX_PAGES),
    String(EXTRACT_MEMORY_MB),
  ]
}

function childOptions(pdf: PdfPieces, { EXTRACT_SECONDS }: Config, cancelSignal?: AbortSignal) {
  return {
    input: Readable.from(pdf, { objectMode: false }),
    env: {},
    extendEnv: false, // the settings hold secrets
    buffer: { stdout: false },
    maxBuffer: { stderr: 20_000 },
    timeout: EXTRACT_SECONDS * 1_000,
    killSignal: 'SIGKILL',
    reject: false,
    ...(cancelSignal && { cancelSignal }),
  } as const satisfies Options
}

/** Signals by which memory-watch.ts (the first) or the engine, out of heap, end the process. */
const outOfMemory = new Set(['SIGKILL', 'SIGABRT', 'SIGTRAP', 'SIGILL'])
const outOfHeapExit = 134

function causeOfDeath(outcome: Result, config: Config): Error {
  if (outcome.timedOut) return refusal('time', config)
  if (outOfMemory.has(outcome.signal ?? '') || outcome.exitCode === outOfHeapExit)
    return refusal('memory', config)
  return new Error(`the extraction ended early: ${outcome.shortMessage ?? ''}`, { cause: outcome })
}
