import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { type Operation, type OperationCall, operationIdSchema, operationSchema } from '../agent-api.ts'
import { UserError } from '../errors.ts'

const entrySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('intent'),
    id: operationIdSchema,
    ...operationSchema.pick({ verb: true, request: true }).shape,
    /** The subject of the token that asked for it. */
    by: z.string(),
    at: z.iso.datetime(),
  }),
  z.object({
    type: z.literal('ending'),
    id: operationIdSchema,
    at: z.iso.datetime(),
    ...operationSchema.pick({ result: true, error: true }).shape,
  }),
])
type Entry = z.infer<typeof entrySchema>

/** How an operation came out: one of the two is null. */
export type Ending = Pick<Operation, 'result' | 'error'>

/** What was to be done and what came of it, on disk before anybody is told. */
export interface Journal {
  find(id: string): Operation | undefined
  /**
   * Writes an intent.
   * @throws UserError (503) when it cannot be written: then nothing may be done.
   */
  intend(id: string, call: OperationCall, by: string): Operation
  end(id: string, ending: Ending): void
  close(): void
}

/** Opens a journal, or begins one. What an earlier process intended and did not end is unknown. */
export function openJournal(path: string, now: () => Date = () => new Date()): Journal {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const file = openSync(path, 'a+', 0o600)
  const text = readFileSync(path, 'utf8')
  const operations = replay(text)
  // A process was killed while it wrote: the next line begins on a line of its own.
  let isTorn = text !== '' && !text.endsWith('\n')

  let isClosed = false

  const append = (entry: Entry): void => {
    if (isClosed) throw new Error('the journal is closed')
    const line = Buffer.from(`${isTorn ? '\n' : ''}${JSON.stringify(entry)}\n`)
    isTorn = true
    for (let written = 0; written < line.length; ) written += writeSync(file, line, written)
    fsyncSync(file)
    isTorn = false
  }
  syncFolder(path)
  return {
    find: (id) => operations.get(id),
    intend: (id, call, by) => {
      const entry: Entry = { type: 'intent', id, ...call, by, at: now().toISOString() }
      written(() => append(entry))
      const operation = begun(entry, 'running')
      operations.set(id, operation)
      return operation
    },
    end: (id, ending) => {
      const entry: Entry = { type: 'ending', id, at: now().toISOString(), ...ending }
      apply(operations, entry)
      append(entry)
    },
    close: () => {
      if (!isClosed) closeSync(file)
      isClosed = true
    },
  }
}

/**
 * The operation that has this id already.
 * @throws UserError (409) when it was another call.
 */
export function sameOperation(journal: Journal, id: string, call: OperationCall): Operation | undefined {
  const found = journal.find(id)
  if (found === undefined) return undefined
  if (found.verb === call.verb && isDeepStrictEqual({ ...found.request }, { ...call.request })) return found
  throw new UserError('other_operation', `The operation ${id} is another call.`, {
    status: 409,
    action: 'Use an id of its own for every operation.',
  })
}

function replay(text: string): Map<string, Operation> {
  const operations = new Map<string, Operation>()
  for (const line of text.split('\n')) {
    const entry = parse(line)
    if (entry !== undefined) apply(operations, entry)
  }
  return operations
}

/** A line that a killed process tore is no entry. */
function parse(line: string): Entry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

function apply(operations: Map<string, Operation>, entry: Entry): void {
  if (entry.type === 'intent') {
    operations.set(entry.id, begun(entry, 'unknown'))
    return
  }
  const operation = operations.get(entry.id)
  if (operation === undefined) return
  const { at, result, error } = entry
  operations.set(entry.id, {
    ...operation,
    state: error === null ? 'done' : 'failed',
    ended_at: at,
    result,
    error,
  })
}

function begun(
  { id, verb, request, at }: Entry & { type: 'intent' },
  state: 'running' | 'unknown',
): Operation {
  return { id, verb, request, state, started_at: at, ended_at: null, result: null, error: null }
}

function written(write: () => void): void {
  try {
    write()
  } catch (cause) {
    throw new UserError('journal_failed', "The agent's journal cannot be written, so nothing was done.", {
      status: 503,
      action: 'Check the free space and the rights of the data folder, then try again.',
      cause,
    })
  }
}

/** A new file's name is on disk when its folder is. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}
