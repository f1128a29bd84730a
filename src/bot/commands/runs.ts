import { UserError } from '../../errors.ts'
import type { Run } from '../../sops/run.ts'
import type { Card } from '../card.ts'
import { runCard } from '../cards/run.ts'
import { cancelCard, changedCard, runListCard } from '../cards/run-list.ts'
import type { Asked, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf, viewFor } from '../runs/actor.ts'
import { existing } from '../runs/press.ts'

const listed = 5

/** The last runs, or one of them. */
export async function runs({ text }: Asked, request: Request): Promise<undefined> {
  const { runs: all } = request.with
  if (text !== '') return await show(cardFor(await existing(numberIn(text), all), request), request)
  const found = await all.recent(listed)
  await show(
    runListCard('Runs · the last five', found, viewFor(request), 'Nothing has been run yet.'),
    request,
  )
}

/** What waits for a decision or a review. */
export async function approvals(_: Asked, request: Request): Promise<undefined> {
  const found = await request.with.runs.waiting()
  const card = runListCard(
    'Approvals',
    found.slice(0, listed),
    viewFor(request),
    'Nothing waits for a decision.',
  )
  await show(card, request)
}

/** Takes back what waits, ends what runs after its step; without a number, those that can be. */
export async function cancel({ text }: Asked, request: Request): Promise<undefined> {
  const { runs: all } = request.with
  if (text === '') {
    const open = (await all.recent(50)).filter(isOpen)
    return await show(cancelCard(open.slice(0, listed)), request)
  }
  const run = await existing(numberIn(text), all)
  if (!isOpen(run)) {
    throw new UserError('not_open', `R-${run.number} is ${run.state.status}; there is nothing to cancel.`, {
      action: `See /ai runs ${run.number}.`,
    })
  }
  const changed =
    run.state.status === 'waiting'
      ? await all.withdraw(run.number, actorOf(request))
      : await all.stopAfterStep(run.number, actorOf(request))
  await show(changedCard(changed), request)
}

const isOpen = ({ state }: Run): boolean => state.status === 'waiting' || state.status === 'running'

const cardFor = (run: Run, request: Request): Card => runCard(run, viewFor(request)(run))

const runNumber = /^(?:R-)?(\d{1,9})$/i

/** Whether the words behind a command are the number of a run, or none at all. */
export function isRunOrNothing(text: string): boolean {
  return text === '' || runNumber.test(text)
}

/** `142` or `R-142`. */
function numberIn(text: string): number {
  const match = runNumber.exec(text.trim())
  if (match !== null) return Number(match[1])
  throw new UserError('no_run', 'A run is named by its number, such as R-142.', { action: 'See /ai runs.' })
}

async function show(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
