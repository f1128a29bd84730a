import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'
import { createLog, type Logger } from '../log.ts'
import { type Folders, prepareFolders } from './folders.ts'
import type { Launched } from './launched.ts'
import type { LocalServices } from './local.ts'
import { takeLock } from './lock.ts'
import { agentMask, type Mask } from './mask.ts'
import { type Progress, showProgress, type Terminal } from './progress.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { endLeftovers, openStateFile, type StateFile } from './state.ts'
import { type Service, type ServiceEvent, supervise } from './supervise.ts'
import { type Undo, undoList } from './undo.ts'

/** What the agent is given by the process it runs in. */
export interface Surroundings {
  terminal: Terminal
  /** Fires when the agent is to stop, also while it still starts. */
  signal: AbortSignal
}

/** The agent of one data folder, with nothing running yet. */
export interface Agent extends Surroundings {
  config: Config
  folders: Folders
  /** Stands on the command line of every process of this data folder. */
  mark: string
  /** Whether an earlier agent of this folder was killed: what it held may take a moment to become free. */
  leftBehind: boolean
  progress: Progress
  log: Logger
  secrets: Secrets
  /** Takes the secrets out of what is kept and told. */
  mask: Mask
  /** What the verbs work on; services join it as they are made. */
  services: LocalServices
  state: StateFile
  undo: Undo
}

/**
 * Takes possession of the data folder and sees off what a killed agent left.
 * @throws UserError when a folder cannot be written or another agent has it.
 */
export async function openAgent(config: Config, surroundings: Surroundings): Promise<Agent> {
  refuseOpenHost(config)
  const folders = await prepareFolders(config)
  const log = createLog(config, 'agent', { write: () => undefined })
  const undo = undoList((error) => log.error({ err: error }, 'could not be undone'))
  undo.add(takeLock(folders.lock, folders.dataDir))
  const secrets = await openSecrets(folders.secrets)
  const mark = `--data-dir=${folders.dataDir}`
  const leftBehind = await endLeftovers(folders.state, mark)
  const state = openStateFile(folders.state, (error) => log.error({ err: error }, 'state.json is behind'))
  undo.add(state.remove)
  surroundings.signal.addEventListener('abort', () => void undo.run(), { once: true })
  return {
    ...surroundings,
    config,
    folders,
    mark,
    leftBehind,
    progress: showProgress(surroundings.terminal),
    log,
    secrets,
    mask: agentMask(config, secrets),
    services: new Map(),
    state,
    undo,
  }
}

/** Started this way, the documented calls are open on this machine: so nobody else may reach them. */
function refuseOpenHost({ HOST }: Config): void {
  if (['127.0.0.1', 'localhost', '::1'].includes(HOST)) return
  throw new UserError('open_host', `HOST is ${HOST}, but started this way the program has no sign-in.`, {
    action: 'Leave HOST unset: it listens on 127.0.0.1 alone.',
  })
}

/** One step of the start, shown while it is under way; it ends the start when the agent is to stop. */
export async function step<T>(
  { progress, signal }: Agent,
  title: string,
  work: () => Promise<T>,
  done?: (result: T) => string,
): Promise<T> {
  signal.throwIfAborted()
  const result = await progress.step(title, work, done)
  signal.throwIfAborted()
  return result
}

/** A process to be supervised, listed in the state file and stopped in its turn. To be started at once. */
export function superviseFor(agent: Agent, name: string, launch: () => Promise<Launched>): Service {
  const { state, undo, signal } = agent
  signal.throwIfAborted()
  const service = supervise({ name, launch, onChange: state.save, onEvent: (event) => tell(agent, event) })
  state.watch(service)
  undo.add(() => service.close())
  return service
}

function tell({ log, progress }: Agent, event: ServiceEvent): void {
  const { name: service, ...rest } = event
  const line = { service, ...rest }
  if (event.type === 'revived') {
    const seconds = (event.afterMs / 1_000).toFixed(1)
    log.warn(line, 'a service ended by itself and runs again')
    progress.happened(`${event.name} ended (${event.how}) and runs again after ${seconds} s`)
  } else if (event.type === 'not revived') {
    log.error(line, 'a service cannot be started again yet')
    progress.happened(`${event.name} cannot be started again yet: ${event.reason}`, 'bad')
  } else {
    log.warn(line, 'a service ended by itself')
  }
}
