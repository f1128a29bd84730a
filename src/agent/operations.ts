import type { Operation, OperationCall } from '../agent-api.ts'
import { UserError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { allowAct, locksOf } from './allow.ts'
import { inTime } from './in-time.ts'
import { type Ending, type Journal, sameOperation } from './journal.ts'
import { lineText } from './output.ts'
import { acting, type VerbOf, type VerbParts } from './verbs.ts'

export interface OperationParts extends VerbParts {
  journal: Journal
  log: Logger
  /** How long each may take, in milliseconds, where it is not what the table of verbs says. */
  timeoutMs?: number
  /** Whether what runs here is still being started: nothing acts on it then. */
  isStarting?: () => boolean
}

/** What acts on the stack, each at most once. */
export interface Operations {
  /**
   * Begins one and answers at once, when its intent is on disk; a repeat finds the first.
   * @throws UserError when it is forbidden, another operation works on the service (409), the id is taken, or the
   *   services are still being started (503).
   */
  begin(id: string, call: OperationCall, by: string): Operation
  find(id: string): Operation | undefined
  /** Resolves when nothing is under way any more, or after so many milliseconds. */
  settle(ms: number): Promise<void>
}

export function createOperations(parts: OperationParts): Operations {
  const { journal } = parts
  const busy = new Map<string, string>()
  const underWay = new Set<Promise<void>>()

  const begin = (id: string, call: OperationCall, by: string): Operation => {
    const first = sameOperation(journal, id, call)
    if (first !== undefined) return first
    allowAct(parts, call)
    if (parts.isStarting?.()) throw stillStarting()
    const held = locksOf(call)
    for (const { lock, what } of held) refuseBusy(busy.get(lock), what, journal)
    const operation = journal.intend(id, call, by)
    for (const { lock } of held) busy.set(lock, id)
    const working = perform(parts, id, call).finally(() => {
      for (const { lock } of held) busy.delete(lock)
      underWay.delete(working)
    })
    underWay.add(working)
    return operation
  }
  return { begin, find: journal.find, settle: (ms) => settled(underWay, ms) }
}

function refuseBusy(other: string | undefined, what: string, journal: Journal): void {
  if (other === undefined) return
  const verb = journal.find(other)?.verb ?? 'an act'
  throw new UserError('busy', `${what} being worked on: ${verb} (operation ${other}).`, {
    status: 409,
    action: 'Wait until it has ended.',
  })
}

/** A restart in the middle of the start would make that start fail, and everything with it. */
function stillStarting(): UserError {
  return new UserError('starting', 'The agent is still starting the services.', {
    status: 503,
    action: 'Try again in a few seconds.',
  })
}

async function perform(parts: OperationParts, id: string, { verb, request }: OperationCall): Promise<void> {
  const { timeoutMs, work } = acting[verb] as VerbOf<typeof request, NonNullable<Ending['result']>>
  // In a later turn, so that the answer is on its way before anything happens.
  await new Promise((resolve) => setImmediate(resolve))
  const ending = await inTime(parts.timeoutMs ?? timeoutMs, (signal) => work(parts, request, signal)).then(
    done,
    (error: unknown) => failed(parts, error),
  )
  try {
    parts.journal.end(id, ending)
  } catch (error) {
    parts.log.error({ err: error, operation: id }, 'the result of an operation could not be written')
  }
}

const done = (result: NonNullable<Ending['result']>): Ending => ({ result, error: null })

function failed({ mask, log }: OperationParts, error: unknown): Ending {
  if (!(error instanceof UserError)) {
    log.error({ err: error }, 'an operation failed')
    const action = "See the agent's log."
    return {
      result: null,
      error: { code: 'went_wrong', message: 'Something went wrong in the agent.', action },
    }
  }
  const { code, message, action } = error
  const told = { code, message: lineText(mask(message)) }
  return { result: null, error: action === undefined ? told : { ...told, action: lineText(mask(action)) } }
}

async function settled(underWay: Set<Promise<void>>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([Promise.all(underWay), late])
  clearTimeout(timer)
}
