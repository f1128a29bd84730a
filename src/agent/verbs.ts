import type { z } from 'zod'
import type { ActVerb, actVerbs, ReadVerb, readVerbs, ServiceState } from '../agent-api.ts'
import { UserError } from '../errors.ts'
import type { Mask } from './mask.ts'
import { lineText, sentence } from './output.ts'
import type { Services } from './services.ts'
import type { Stack } from './stack.ts'

/** What verbs need. */
export interface VerbParts {
  stack: Stack
  services: Services
  mask: Mask
}

/** A verb: how long it may take (milliseconds), and what it does to the stack, after the request was checked. */
interface VerbOf<Request, Response> {
  timeoutMs: number
  work(parts: VerbParts, request: Request, signal: AbortSignal): Promise<Response>
}

type ReadTable = {
  [Verb in ReadVerb]: VerbOf<
    z.output<(typeof readVerbs)[Verb]['request']>,
    z.input<(typeof readVerbs)[Verb]['response']>
  >
}
type ActTable = Record<ActVerb, VerbOf<z.output<(typeof actVerbs)[ActVerb]['request']>, ServiceState>>

/** The verbs that look. */
export const reading: ReadTable = {
  ps: {
    timeoutMs: 5_000,
    work: async ({ stack, services }) => {
      const here = [...services.keys()].filter((service) => stack.has(service))
      return { services: await Promise.all(here.map((service) => stateOf({ stack, services }, service))) }
    },
  },
  probe: {
    timeoutMs: 6_000,
    work: async ({ stack, mask }, { service }, signal) => {
      const replicas = await stack.probe(service, signal)
      return {
        service,
        replicas: replicas.map((replica) => ({ ...replica, detail: sentence(mask(replica.detail)) })),
      }
    },
  },
  logs: {
    timeoutMs: 10_000,
    work: async ({ stack, mask }, { service, since, lines, errors_only }) => {
      const wanted = {
        since: since === undefined ? undefined : new Date(since),
        lines,
        errorsOnly: errors_only,
      }
      const found = await stack.logs(service, wanted)
      return {
        service,
        ...found,
        lines: found.lines.map((line) => ({ ...line, text: lineText(mask(line.text)) })),
      }
    },
  },
  stats: {
    timeoutMs: 5_000,
    work: async ({ stack }, { service }, signal) => ({
      service,
      replicas: await stack.stats(service, signal),
    }),
  },
}

const act = (verb: ActVerb, timeoutMs: number): ActTable[ActVerb] => ({
  timeoutMs,
  work: async (parts, { service }, signal) => {
    await parts.stack[verb](service, signal)
    return stateOf(parts, service)
  },
})

/** The verbs that act. A start waits until the service answers. */
export const acting: ActTable = {
  start: act('start', 60_000),
  stop: act('stop', 15_000),
  restart: act('restart', 75_000),
}

async function stateOf({ stack, services }: Pick<VerbParts, 'stack' | 'services'>, service: string) {
  return { ...(await stack.state(service)), allows: [...(services.get(service) ?? [])] }
}

/**
 * Lets a call through, or refuses it: whatever is not listed is forbidden.
 * @throws UserError (404, 403)
 */
export function allow({ stack, services }: VerbParts, service: string, verb?: ActVerb): void {
  const allowed = services.get(service)
  if (allowed === undefined || !stack.has(service)) {
    const names = [...services.keys()].filter((name) => stack.has(name))
    throw new UserError('no_such_service', `There is no service ${service} here.`, {
      status: 404,
      action: `Name one of: ${names.join(', ')}.`,
    })
  }
  if (verb === undefined || allowed.includes(verb)) return
  throw new UserError('forbidden_verb', `The agent does not ${verb} ${service}.`, {
    status: 403,
    action: allowed.length === 0 ? 'It only looks at it.' : `It may: ${allowed.join(', ')}.`,
  })
}

/** What a late verb started gets so long to be ended, so that it is gone when the refusal is told. */
const graceMs = 3_000

/**
 * Does something for at most so long; then its signal fires, which ends what it started.
 * @throws UserError (504) when it took too long.
 */
export async function inTime<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController()
  const tooLong = new UserError('timed_out', `It was not done within ${ms / 1_000} s and was ended.`, {
    status: 504,
    action: 'Look at the log of the service, then try again.',
  })
  let timer: NodeJS.Timeout | undefined
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late.abort(tooLong)
      timer = setTimeout(() => reject(tooLong), graceMs)
    }, ms)
  })
  const working = work(late.signal).catch((error: unknown) => {
    throw late.signal.aborted ? tooLong : error
  })
  try {
    return await Promise.race([working, over])
  } finally {
    clearTimeout(timer)
  }
}
