import { UserError } from '../../errors.ts'
import { slowestCard } from '../cards/performance.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { existing } from '../runs/press.ts'

/** Shows the statements of the database that a report found to take longest. */
export async function showSlowest({ value }: Press, request: Request): Promise<undefined> {
  const { platform, delivery, person, with: facts } = request
  const run = await existing(Number(/^\d{1,9}$/.exec(value)?.[0] ?? 0), facts.runs)
  const slowest = run.state.steps.at(-1)?.ending?.noted?.performance?.slowest
  if (!Array.isArray(slowest)) {
    throw new UserError('no_statements', 'This run has no statements to show.', {
      action: 'See /ai performance.',
    })
  }
  await platform.whisper(delivery.place, person.id, replyKey(delivery), slowestCard(run, slowest))
}
