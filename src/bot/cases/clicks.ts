import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import { clausesOf } from '../../oncall/clauses.ts'
import { may } from '../../people.ts'
import { clausesCard } from '../cards/case.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { personNamed } from './named.ts'

/** Takes a case: nobody is called about it any more. */
export const takeCase = act(({ number }, request) => request.with.caseActs.take(number, actorOf(request)))

/** Takes a case over from whoever has it. */
export const takeCaseOver = act(({ number }, request) =>
  request.with.caseActs.take(number, actorOf(request), true),
)

/** Hands a case to the level above. */
export const raiseCase = act(({ number, input }, request) =>
  request.with.caseActs.raise(number, input ?? null, actorOf(request)),
)

/** Puts calling off, by as many minutes as the button says. */
export const snoozeCase = act(({ number, rest }, request) => {
  const { caseActs, clock } = request.with
  return caseActs.snooze(number, later(clock.now(), Number(rest) * 60_000), actorOf(request))
})

/** Shows a case to somebody more. */
export const addToCase = act(({ number, input }, request) => {
  const { caseActs, people } = request.with
  return caseActs.add(number, personNamed(input ?? '', people()).id, actorOf(request))
})

/** Ends a case, with what it was. */
export const resolveCase = act(({ number, input }, request) => {
  if (input === undefined) {
    throw new UserError('no_cause', 'A case is resolved with what it was.', {
      action: 'Say what the cause was and what helped; the asker is told.',
    })
  }
  return request.with.caseActs.resolve(number, input, actorOf(request))
})

/** The asker needs nobody any more. */
export const closeOwnCase = act(async ({ number }, request) => {
  await ownCase(number, request)
  return await request.with.caseActs.resolve(number, 'The asker needs nobody any more.', actorOf(request))
})

/** Declares what a case is: the clause whose place in the runbook the button says. */
export const declareCase = act(async ({ number, rest }, request) => {
  await visibleCase(number, request)
  const clause = clausesOf(request.with.runbook())[Number(rest)]
  if (clause === undefined) throw staleClause()
  return await request.with.caseActs.declare(number, clause, actorOf(request))
})

/** Offers what a case can be declared to be. */
export async function offerClauses(press: Press, request: Request): Promise<undefined> {
  const one = await visibleCase(partsOf(press).number, request)
  const card = clausesCard(one, clausesOf(request.with.runbook()))
  await request.platform.whisper(request.delivery.place, request.person.id, replyKey(request.delivery), card)
}

/** The asker's words to whoever has the case. */
export async function replyToCase(press: Press, request: Request): Promise<undefined> {
  const { number: caseNumber, input: text = '' } = partsOf(press)
  await ownCase(caseNumber, request)
  const { delivery, person, with: facts } = request
  await facts.caseMessages.say({ caseNumber, side: 'asker', by: person.id, text, sourceKey: delivery.key })
  facts.wakeCases()
}

interface Parts {
  number: number
  /** What the button says besides. */
  rest: string
  input?: string
}

function partsOf({ value, input }: Press): Parts {
  const [number = '', rest = ''] = value.split(' ')
  const typed = input?.trim()
  return { number: Number(number), rest, ...(typed && { input: typed }) }
}

/** A deed on a case, whose cards then follow by themselves. */
function act(deed: (parts: Parts, request: Request) => Promise<Case>) {
  return async (press: Press, request: Request): Promise<undefined> => {
    const parts = partsOf(press)
    const changed = await deed(parts, request).catch(async (error: unknown) => {
      // It was begun before the process ended, and counted already.
      const now = request.isResumed ? await request.with.cases.find(parts.number) : null
      if (error instanceof UserError && now !== null && wasDone(now, request)) return now
      throw error
    })
    await request.with.showCase(changed)
    request.with.wakeCases()
  }
}

function wasDone({ takenBy, resolvedBy }: Case, { person }: Request): boolean {
  return takenBy === person.id || resolvedBy === person.id
}

async function existing(number: number, request: Request): Promise<Case> {
  const one = await request.with.cases.find(number)
  if (one !== null) return one
  throw new UserError('no_case', `There is no case ${caseName({ number })}.`, { action: 'See /ai cases.' })
}

async function ownCase(number: number, request: Request): Promise<Case> {
  const one = await existing(number, request)
  if (one.openedBy === request.person.id) return one
  throw new UserError('not_yours', `${caseName(one)} was opened by somebody else.`, {
    status: 403,
    action: 'Those who see to it speak in its thread.',
  })
}

async function visibleCase(number: number, request: Request): Promise<Case> {
  return may(request.person, 'take-case') ? await existing(number, request) : await ownCase(number, request)
}

const staleClause = (): UserError =>
  new UserError('no_clause', 'The runbook does not have this clause any more.', {
    action: 'Press “Say how urgent it is…” again.',
  })
