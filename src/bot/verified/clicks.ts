import { UserError } from '../../errors.ts'
import type { Press, Request } from '../handler.ts'
import { actorOf } from '../runs/actor.ts'
import { answerName, type VerifiedAnswer } from './answer.ts'
import { cardKey, showAnswer, whisperAnswer } from './show.ts'

/** From now on it is given to whoever asks the same, for as many days as runbook.yml says. */
export const approveAnswer = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, async (found) => {
    const { verified, runbook, people } = request.with
    await mustBeAnother(found, request)
    const { days } = runbook().verified_answers
    return await verified.approve(found.id, days, actorOf(request), people())
  })

export const rejectAnswer = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, async (found) => {
    await mustBeAnother(found, request)
    return await request.with.verified.reject(found.id, actorOf(request))
  })

export const retireAnswer = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, ({ id }) =>
    request.with.verified.retire(id, actorOf(request), request.with.people()),
  )

/** The card of one, for whoever may review it. */
export async function lookAtAnswer(press: Press, request: Request): Promise<undefined> {
  await whisperAnswer(await answerIn(press, request), request)
}

async function decide(
  press: Press,
  request: Request,
  work: (found: VerifiedAnswer) => Promise<VerifiedAnswer | null>,
): Promise<undefined> {
  const found = await answerIn(press, request)
  const decided = (await work(found)) ?? (await asItIs(found, request))
  request.with.wakeOutbox()
  await showAnswer(decided, request)
  // Pressed elsewhere than on its own card, it is answered there.
  if (press.post.key !== cardKey(decided)) await whisperAnswer(decided, request)
}

/** What this person had done before the process ended is not done again. @throws UserError where another was faster. */
async function asItIs({ id }: VerifiedAnswer, request: Request): Promise<VerifiedAnswer> {
  const { isResumed, person, with: facts } = request
  const now = await facts.verified.find(id)
  if (now === null) throw stale()
  if (isResumed && (now.retiredBy ?? now.reviewedBy) === person.id) return now
  await showAnswer(now, request)
  const by = facts.people().byId(now.retiredBy ?? now.reviewedBy ?? '')?.name ?? 'somebody'
  throw new UserError(
    'not_now',
    `${answerName(now)} is ${now.status}${now.status === 'proposed' ? '' : ` by ${by}`}.`,
    {
      action: 'See /ai answers.',
      status: 409,
    },
  )
}

/** Whoever wrote an answer does not say that it is right. */
async function mustBeAnother({ id, writtenBy }: VerifiedAnswer, request: Request): Promise<void> {
  if (writtenBy !== request.person.id) return
  await request.with.verified.noteRefusal(id, 'own_answer', actorOf(request))
  throw new UserError('own_answer', 'You wrote this; someone else must review it.', {
    action: 'Ask a senior or a knowledge keeper.',
    status: 403,
  })
}

async function answerIn({ value }: Press, { with: { verified } }: Request): Promise<VerifiedAnswer> {
  const found = /^\d{1,9}$/.test(value) ? await verified.find(Number(value)) : null
  if (found === null) throw stale()
  return found
}

const stale = (): UserError =>
  new UserError('stale_button', 'This button is no longer in use.', { action: 'See /ai answers.' })
