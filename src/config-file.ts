import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { z } from 'zod'
import { parseConfigText } from './config-text.ts'
import { messageOf, UserError } from './errors.ts'
import type { Logger } from './log.ts'

/** Where the last good text of each file is kept. */
export interface Snapshots {
  load(name: string): Promise<string | null>
  save(name: string, text: string): Promise<void>
}

export interface ConfigFileOptions<Schema extends z.ZodType> {
  path: string
  schema: Schema
  snapshots: Snapshots
  log: Logger
  /** How often the file is looked at, in milliseconds. */
  everyMs?: number
}

/** A settings file that is followed while the program runs. */
export interface ConfigFile<Value> {
  /** What the file says, or said when it was last valid. */
  current(): Value
  /** What is wrong with the file now, and what to do; null where nothing is. */
  problem(): string | null
  close(): Promise<void>
}

/**
 * Reads a settings file and follows its changes. A file that is broken, or has gone, leaves the last good one
 * in force, also at the next start.
 * @throws UserError when it is not valid and none ever was.
 */
export async function openConfigFile<Schema extends z.ZodType>(
  options: ConfigFileOptions<Schema>,
): Promise<ConfigFile<z.output<Schema>>> {
  const { path, schema, snapshots, log, everyMs = 500 } = options
  const name = basename(path)
  let seen = await readText(path)
  let problem: string | null = null
  let unsaved: string | null = null
  let value: z.output<Schema>

  async function begin(): Promise<void> {
    try {
      value = parse(seen)
      unsaved = seen
    } catch (error) {
      const lastGood = await snapshots.load(name)
      if (lastGood === null) throw error
      complain(error)
      value = parseConfigText(name, lastGood, schema)
    }
    await keepLastGood()
  }

  function parse(text: string | null): z.output<Schema> {
    if (text === null) throw missingFile(path)
    return parseConfigText(name, text, schema)
  }

  function complain(error: unknown): void {
    problem = error instanceof UserError ? `${error.message} ${error.action ?? ''}`.trim() : messageOf(error)
    log.error({ file: name, problem }, 'settings file is not valid; the last good one stays in force')
  }

  function takeUp(text: string | null): void {
    seen = text
    try {
      value = parse(text)
      unsaved = text
      problem = null
      log.info({ file: name }, 'settings file taken up')
    } catch (error) {
      complain(error)
    }
  }

  async function keepLastGood(): Promise<void> {
    if (unsaved === null) return
    const text = unsaved
    try {
      await snapshots.save(name, text)
      if (unsaved === text) unsaved = null
    } catch (error) {
      log.warn({ file: name, err: error }, 'the last good settings could not be kept')
    }
  }

  async function look(): Promise<void> {
    const text = await readText(path)
    if (text !== seen) takeUp(text)
    await keepLastGood()
  }

  await begin()
  const looking = repeat(look, everyMs)
  return { current: () => value, problem: () => problem, close: looking.stop }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    return null
  }
}

function missingFile(path: string): UserError {
  return new UserError('missing_config_file', `${path} is missing or cannot be read.`, {
    action: 'Put it back, or set CONFIG_DIR to the folder that holds it.',
  })
}

/** Does something again and again, with a rest between the end of one and the beginning of the next. */
function repeat(work: () => Promise<void>, everyMs: number): { stop: () => Promise<void> } {
  let running = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const plan = () => {
    timer = setTimeout(() => {
      running = work().finally(() => {
        if (!stopped) plan()
      })
    }, everyMs)
  }
  plan()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
