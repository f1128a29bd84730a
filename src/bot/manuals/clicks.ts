import { UserError } from '../../errors.ts'
import type { Card } from '../card.ts'
import { unprovedManualCard } from '../cards/manuals.ts'
import { runCard } from '../cards/run.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf, viewFor } from '../runs/actor.ts'
import { followManual, lockOf } from './follow.ts'

/** A manual of the list: the card of the run that followed it, or what is known of it. */
export async function showManual({ value }: Press, request: Request): Promise<undefined> {
  const run = await request.with.runs.latestOn(lockOf(value))
  if (run !== null) return await show(runCard(run, viewFor(request)(run)), request)
  const document = await request.with.assistant.forRuns.document(idIn(value), request.signal)
  if (document === null) throw noManual()
  await show(unprovedManualCard(document), request)
}

/** Begins a run for a manual that came without one; its card follows. */
export async function proveManual({ value }: Press, request: Request): Promise<undefined> {
  const { platform, delivery, with: facts } = request
  const { place: asked, key } = delivery
  const place = platform.lastsAt?.(asked) ?? platform.sharesTo(asked) ?? asked
  await followManual({ document: idIn(value), words: '', key, place }, actorOf(request), facts.runs)
}

function idIn(value: string): string {
  if (/^[0-9a-f-]{36}$/.test(value)) return value
  throw noManual()
}

const noManual = () =>
  new UserError('no_document', 'The manual is not in the knowledge base any more.', {
    action: 'See /ai manuals.',
    status: 404,
  })

async function show(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
