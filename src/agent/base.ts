import type { Config } from '../config.ts'
import { createLog, type Logger } from '../log.ts'
import { type Folders, prepareFolders } from './folders.ts'
import { type GrowingMask, growingMask } from './growing-mask.ts'
import { takeLock } from './lock.ts'
import { type Mask, secretSettings } from './mask.ts'
import { type Progress, showProgress, type Terminal } from './progress.ts'
import { type Undo, undoList } from './undo.ts'

/** What the agent is given by the process it runs in. */
export interface Surroundings {
  terminal: Terminal
  /** Fires when the agent is to stop, also while it still starts. */
  signal: AbortSignal
}

/** What both forms of the agent have, with nothing running yet. */
export interface AgentBase extends Surroundings {
  config: Config
  folders: Folders
  progress: Progress
  log: Logger
  /** Takes the secrets out of what is kept and told. */
  mask: Mask
  /** The same mask, to be taught secrets that come later. */
  masking: GrowingMask
  undo: Undo
}

/**
 * Takes possession of the data folder.
 * @param output where log lines go besides the log's files; nowhere where the terminal shows the progress.
 * @throws UserError when a folder cannot be written or another agent has it.
 */
export async function openBase(
  config: Config,
  surroundings: Surroundings,
  output: { write(line: string): unknown } = { write: () => undefined },
): Promise<AgentBase> {
  const folders = await prepareFolders(config)
  const log = createLog(config, 'agent', { write: (line) => void output.write(line) })
  const undo = undoList((error) => log.error({ err: error }, 'could not be undone'))
  undo.add(takeLock(folders.lock, folders.dataDir))
  const masking = growingMask(secretSettings(config))
  surroundings.signal.addEventListener('abort', () => void undo.run(), { once: true })
  return {
    ...surroundings,
    config,
    folders,
    progress: showProgress(surroundings.terminal),
    log,
    mask: masking.mask,
    masking,
    undo,
  }
}
