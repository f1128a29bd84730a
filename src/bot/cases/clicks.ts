import { UserError } from '../../errors.ts'
import type { Case } from '../../oncall/case.ts'
import { clausesOf } from '../../oncall/clauses.ts'
import { clausesCard } from '../cards/case.ts'
import type { Press, Request } from '../handler.ts'
import type { Outcome } from '../inbox.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { proposeAnswer } from '../verified/propose.ts'
import { existing, mayDeclare, ownCase, partsOf, pressCase } from './press.ts'
import { speak } from './speak.ts'

/** Does what a button of a case says; its cards then follow by themselves. */
export async function pressOfCase(press: Press, request: Request): Promise<undefined> {
  const changed = await pressCase(press, actorOf(request), request.with).catch(async (error: unknown) => {
    // It was begun before the process ended, and counted already.
    const now = request.isResumed ? await request.with.cases.find(partsOf(press).number) : null
    if (error instanceof UserError && now !== null && wasDone(now, request)) return now
    throw error
  })
  // What cannot be shown now, the worker shows.
  await request.with.showCase(changed).catch((error: unknown) => {
    request.with.log.warn({ err: error, case: changed.number }, 'a case could not be shown at once')
  })
  request.with.wakeCases()
}

/** Offers what a case can be declared to be. */
export async function offerClauses(press: Press, request: Request): Promise<undefined> {
  const { person, platform, delivery, with: facts } = request
  const one = await mayDeclare(partsOf(press).number, person, facts.cases)
  const card = clausesCard(one, clausesOf(facts.runbook()))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

/** The asker's words to whoever has the case. */
export async function replyToCase(press: Press, request: Request): Promise<undefined> {
  const { delivery, person, with: facts } = request
  const { number, input: text = '' } = partsOf(press)
  const one = await ownCase(number, person, facts.cases)
  await speak(one, { side: 'asker', by: person.id, text, sourceKey: delivery.key }, facts)
}

/** Proposes an answer for whoever asks the same again, tied to the pages that the case found. */
export async function keepAnswer(press: Press, request: Request): Promise<Outcome | undefined> {
  const { number, input: answer = '' } = partsOf(press)
  const one = await existing(number, request.with.cases)
  return await proposeAnswer(
    {
      sourceKey: request.delivery.key,
      caseNumber: number,
      question: one.question,
      answer,
      machineModel: one.machineModel,
      citations: one.evidence.passages ?? [],
      writtenBy: request.person.id,
    },
    request,
  )
}

function wasDone({ takenBy, resolvedBy }: Case, { person }: Request): boolean {
  return takenBy === person.id || resolvedBy === person.id
}
