import { UserError } from '../../errors.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Card } from '../card.ts'
import { runCard } from '../cards/run.ts'
import { changedCard } from '../cards/run-list.ts'
import { dryRunCard, recordCard } from '../cards/run-record.ts'
import { getAPerson } from '../escalation.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf, viewFor } from './actor.ts'
import { aboutRun } from './case-of-run.ts'
import { cardKey } from './key.ts'
import { isOfService, plan, planRun } from './plan.ts'
import { existing, isDryRun, pressRun } from './press.ts'

/** Does what a button of a run says; its card follows by itself. */
export async function pressOfRun(press: Press, request: Request): Promise<undefined> {
  const { runs } = request.with
  const before = request.isResumed ? await runs.find(numberIn(press)) : null
  try {
    const result = await pressRun(press, actorOf(request), runs)
    if (isDryRun(result))
      return await whisper(dryRunCard(result, runName({ number: numberIn(press) })), request)
    if (press.action === 'run-record')
      return await whisper(recordCard(result, viewFor(request)(result)), request)
    // Pressed elsewhere than on the run's own card, it is answered there.
    if (press.post.key !== cardKey(result)) await whisper(changedCard(result), request)
  } catch (error) {
    // It was begun before the process ended, and counted already.
    if (error instanceof UserError && before !== null && wasDone(before, request)) return
    throw error
  }
}

/** Whether this person changed the run since the press. */
function wasDone({ events }: Run, { person, delivery }: Request): boolean {
  return events.some(({ by, at }) => by === person.id && new Date(at) >= delivery.receivedAt)
}

/** The run's card, as it is now, for whoever asks. */
export async function showRun(press: Press, request: Request): Promise<undefined> {
  const run = await existing(numberIn(press), request.with.runs)
  await whisper(runCard(run, viewFor(request)(run)), request)
}

/** Opens the case of a run that went wrong, where the bot has not yet. */
export async function escalateRun(press: Press, request: Request): Promise<undefined> {
  const run = await existing(numberIn(press), request.with.runs)
  await getAPerson({ ...aboutRun(run, 'trouble'), machineModel: null }, request)
}

/**
 * `procedure service`, `restore backup`, or `run 142` for what that run had planned: opens the plan, which is
 * confirmed on its card.
 */
export async function planAgain({ value }: Press, request: Request): Promise<undefined> {
  const [procedure = '', what = ''] = value.split(' ')
  if (procedure === 'run') return await planAsBefore(Number(what), request)
  if (procedure === 'restore') {
    return await planRun({ procedure, parameters: { backup: what }, reason: null }, request)
  }
  if (!isOfService(procedure)) {
    throw new UserError('stale_button', 'This button is no longer in use.', { action: 'See /ai help.' })
  }
  await plan({ procedure, service: what, reason: null }, request)
}

async function planAsBefore(number: number, request: Request): Promise<undefined> {
  const { plan, state } = await existing(number, request.with.runs)
  const { procedure, parameters } = plan
  await planRun({ procedure, parameters, reason: state.reason }, request)
}

const numberIn = ({ value }: Press): number => Number(/^\d{1,9}/.exec(value)?.[0] ?? 0)

async function whisper(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
