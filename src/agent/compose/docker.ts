import { execa } from 'execa'
import { processEnvironment } from '../../config.ts'
import { codeOf, UserError } from '../../errors.ts'
import { signalTo } from '../command-line.ts'
import { endGroup } from '../launched.ts'
import { linesOf } from '../log-stream.ts'
import { type Piped, startPiped } from '../piped.ts'

/** Docker's command: arguments, never a shell; each call in a process group of its own, ended when its signal fires. */
export interface Docker {
  /** @returns what it prints. @throws UserError when it fails, or does not answer in time. */
  run(args: string[], signal: AbortSignal, patienceMs?: number): Promise<string>
  /** The lines that it prints, on either output, as they come. */
  lines(args: string[], signal: AbortSignal): AsyncGenerator<string>
  /** Something to be fed and read, however much it is. */
  pipe(args: string[], signal: AbortSignal): Piped
}

/** How long what only looks may take, in milliseconds. */
export const lookMs = 8_000

/** The most that one call may print, in characters. */
const longestAnswer = 5_000_000

/** How long a call may take to end when it is told to, in milliseconds. */
const graceMs = 700

/** What the command itself takes from the environment; a secret of ours is none of it. */
const ofDocker = /^(PATH|HOME|DOCKER_\w+|COMPOSE_PROJECT_NAME)$/

/** Docker on this machine, or where the environment's DOCKER_HOST says. */
export function dockerCommand(environment = processEnvironment()): Docker {
  const env = Object.fromEntries(Object.entries(environment).filter(([name]) => ofDocker.test(name)))
  const start = (args: string[]) =>
    execa('docker', args, {
      detached: true,
      cleanup: false,
      stdin: 'ignore',
      reject: false,
      all: true,
      maxBuffer: longestAnswer,
      extendEnv: false,
      env,
    })
  return {
    run: async (args, signal, patienceMs) => {
      const late = patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs)
      const child = start(args)
      const attended = attend(child.pid, late === undefined ? signal : AbortSignal.any([signal, late]))
      const { failed, stdout, stderr, code } = await child.finally(attended.release)
      signal.throwIfAborted()
      if (late?.aborted) throw away('in time')
      if (failed) throw told(stderr, code)
      return stdout
    },
    lines: async function* (args, signal) {
      const child = start(args)
      const attended = attend(child.pid, signal)
      try {
        yield* linesOf(child.all)
        const { failed, stderr, code } = await child
        signal.throwIfAborted()
        if (failed) throw told(stderr, code)
      } finally {
        attended.release()
        endGroup(child.pid)
      }
    },
    pipe: (args, signal) => startPiped('docker', args, env, signal),
  }
}

/** Ends a call's whole group when the signal fires: asked first, so that what it holds is let go of. */
function attend(pid: number | undefined, signal: AbortSignal): { release(): void } {
  let timer: NodeJS.Timeout | undefined
  const end = (): void => {
    if (pid !== undefined) signalTo(-pid, 'SIGTERM')
    timer = setTimeout(() => endGroup(pid), graceMs)
  }
  if (signal.aborted) end()
  else signal.addEventListener('abort', end, { once: true })
  return {
    release: () => {
      signal.removeEventListener('abort', end)
      clearTimeout(timer)
    },
  }
}

const unreachable =
  /cannot connect to the docker daemon|error during connect|failed to connect to the docker|is the docker daemon running/i

function told(stderr: string, code: string | undefined): UserError {
  if (code === 'ENOENT') {
    return new UserError('no_docker', "Docker's command is not here.", {
      status: 503,
      action: "Install it, or run the agent from the image that has it: the Dockerfile's target `agent`.",
    })
  }
  if (unreachable.test(stderr)) return away('at all')
  if (/permission denied/i.test(stderr) && /socket|daemon/i.test(stderr)) {
    return new UserError('docker_away', "The agent may not use Docker's socket.", {
      status: 503,
      action: "Give the agent's user the right to it.",
    })
  }
  const words = stderr.split('\n').findLast((line) => line.trim() !== '') ?? codeOf({ code })
  return new UserError('docker_failed', `Docker refused: ${words.trim()}`, {
    status: 502,
    action: 'Look at the stack on its machine: docker compose ps.',
  })
}

function away(how: string): UserError {
  return new UserError('docker_away', `Docker does not answer ${how}.`, {
    status: 503,
    action: 'Look on its machine whether the engine runs (systemctl status docker), then try again.',
  })
}
