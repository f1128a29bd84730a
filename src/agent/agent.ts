import type { Config } from '../config.ts'
import { UserError } from '../errors.ts'
import { type AgentBase, openBase, type Surroundings } from './base.ts'
import type { Launched } from './launched.ts'
import type { LocalServices } from './local.ts'
import { agentSecrets } from './mask.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { endLeftovers, openStateFile, type StateFile } from './state.ts'
import { type Service, type ServiceEvent, supervise } from './supervise.ts'

/** The agent that hosts everything, of one data folder, with nothing running yet. */
export interface Agent extends AgentBase {
  /** Stands on the command line of every process of this data folder. */
  mark: string
  /** Whether an earlier agent of this folder was killed: what it held may take a moment to become free. */
  leftBehind: boolean
  secrets: Secrets
  /** What the verbs work on; services join it as they are made. */
  services: LocalServices
  state: StateFile
}

/**
 * Takes possession of the data folder and sees off what a killed agent left.
 * @throws UserError when a folder cannot be written or another agent has it.
 */
export async function openAgent(config: Config, surroundings: Surroundings): Promise<Agent> {
  refuseOpenHost(config)
  const base = await openBase(config, surroundings)
  const { folders, log, undo, masking } = base
  const secrets = await openSecrets(folders.secrets)
  masking.learn(agentSecrets(secrets))
  const mark = `--data-dir=${folders.dataDir}`
  const leftBehind = await endLeftovers(folders.state, mark)
  const state = openStateFile(folders.state, (error) => log.error({ err: error }, 'state.json is behind'))
  undo.add(state.remove)
  return { ...base, mark, leftBehind, secrets, services: new Map(), state }
}

/** Started this way, the documented calls are open on this machine: so nobody else may reach them. */
function refuseOpenHost({ HOST }: Config): void {
  if (['127.0.0.1', 'localhost', '::1'].includes(HOST)) return
  throw new UserError(
    'open_host',
    `HOST is ${HOST}, but started this way the service asks nobody for a token.`,
    {
      action: 'Leave HOST unset: it listens on 127.0.0.1 alone.',
    },
  )
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
