import { join } from 'node:path'
import { execa } from 'execa'
import { UserError } from '../errors.ts'
import { type Report, reportSchema } from '../report.ts'
import { askToEnd, endGroup, endOf, type Launched } from './launched.ts'
import type { ProcessLog } from './process-log.ts'

/** One of the program's own processes, run by the agent. */
export interface Child {
  role: string
  /** Stands on its command line, so that a later agent recognises what is left of this one. */
  mark: string
  environment: Record<string, string>
  log: ProcessLog
  /** Another program than ours. */
  program?: string
}

const ours = join(import.meta.dirname, '../main.ts')

/** Starts a process of ours in a group of its own, where Ctrl-C does not reach it: the agent ends it in its turn. */
export async function launchChild(options: Child): Promise<Launched> {
  const { role, mark, environment, log, program = ours } = options
  const child = execa(process.execPath, [program, role, mark], {
    detached: true,
    cleanup: false,
    ipc: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    extendEnv: false,
    env: environment,
  })
  log.attach(child.stdout)
  log.attach(child.stderr)
  const { nodeChildProcess, pid } = child
  const ended = endOf(nodeChildProcess).then((how) => {
    endGroup(pid)
    return how
  })
  return {
    pid: pid ?? 0,
    ready: untilReady({ role, log, ended, message: child.getOneMessage() }),
    ended,
    stop: () =>
      askToEnd(nodeChildProcess, ended, [
        ['SIGTERM', 1_300],
        ['SIGKILL', 1_000],
      ]),
  }
}

interface Starting {
  role: string
  log: ProcessLog
  ended: Promise<string>
  message: Promise<unknown>
}

async function untilReady({ role, log, ended, message }: Starting): Promise<void> {
  const report = await message.then(parseReport, () => undefined)
  if (report?.type === 'ready') return
  if (report?.type === 'refused') {
    throw new UserError('refused', report.message, report.action ? { action: report.action } : {})
  }
  throw new UserError(
    'ended_early',
    `The ${role} ended while starting (${await ended}). ${log.lastWords()}`,
    {
      action: `See ${log.path}.`,
    },
  )
}

function parseReport(message: unknown): Report | undefined {
  return reportSchema.safeParse(message).data
}
