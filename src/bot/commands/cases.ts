import { askerName } from '../../asker.ts'
import { UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import { may } from '../../people.ts'
import type { Card } from '../card.ts'
import { caseCard, caseRoomCard } from '../cards/case.ts'
import { caseListCard } from '../cards/case-list.ts'
import { maySee } from '../cases/may-see.ts'
import { ownCases } from '../cases/own.ts'
import type { Asked, Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'

const listed = 5
const caseNumber = /^(?:C-)?(\d{1,9})$/i

/** Whether the words behind a command are the number of a case, or none at all. */
export const isCaseOrNothing = (text: string): boolean => text === '' || caseNumber.test(text)

/** The cases that wait, for those who may take them; everybody's own, for everybody else; or one of them. */
export async function cases({ text }: Asked, request: Request): Promise<undefined> {
  if (text !== '') return await showOne(Number(caseNumber.exec(text)?.[1] ?? 0), request)
  const { person, with: facts } = request
  const names = { nameOf: nameIn(request), timeZone: facts.runbook().service.time_zone }
  if (!may(person, 'take-case')) {
    const own = await ownCases(person, listed, facts.cases)
    return await show(
      caseListCard('Your cases', own, names, 'None of your questions waits for a person.'),
      request,
    )
  }
  const { count, oldest } = await facts.cases.unresolved(listed)
  const headline = count > listed ? `Cases · ${count} wait, the oldest five` : `Cases · ${count} wait`
  await show(caseListCard(headline, oldest, names, 'Nobody waits for a person.'), request)
}

/** Shows the case that a button names. */
export async function showCaseByPress({ value }: Press, request: Request): Promise<undefined> {
  await showOne(Number(value), request)
}

async function showOne(number: number, request: Request): Promise<undefined> {
  const { person, with: facts } = request
  const one = await facts.cases.find(number)
  if (one === null || !(await maySee(one, person, facts.cases))) {
    // Whose it is is nobody else's business, nor whether it is.
    throw new UserError('no_case', `There is no case ${caseName({ number })} of yours.`, {
      action: 'See /ai cases.',
    })
  }
  await show(await cardFor(one, request), request)
}

async function cardFor(one: Case, { person, with: facts }: Request): Promise<Card> {
  const view = await facts.viewOfCase(one)
  return may(person, 'take-case') ? caseRoomCard(one, view) : caseCard(one, view)
}

const nameIn =
  ({ with: { people } }: Request) =>
  (id: string): string =>
    askerName(id, people())

async function show(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
