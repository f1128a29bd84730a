import { askerName } from '../asker.ts'
import { UserError } from '../errors.ts'
import type { People } from '../people.ts'
import { type Case, caseName } from './case.ts'
import type { Change, Transaction } from './change-store.ts'

/** What somebody hears who raises a case that is no longer where they saw it: who was faster, and where it is now. */
export async function raisedAlready(tx: Transaction, one: Case, people: People): Promise<UserError> {
  const last = await newest(tx, one, ['raised', 'declared'])
  return tooLate(
    `${meanwhile(one, last, people)} is at level ${one.level} now.`,
    'Look at its card, and raise it from there where it must go further.',
  )
}

/** What somebody hears who declares a case to be what it is already. */
export async function declaredAlready(tx: Transaction, one: Case, people: People): Promise<UserError> {
  const last = await newest(tx, one, ['opened', 'declared'])
  const by = last === null ? '' : ` by ${askerName(last.by, people)}`
  return tooLate(`${caseName(one)} was declared to be that already${by}.`, 'See its card.')
}

/** `C-31 was raised by Anna Placeholder meanwhile: it` */
function meanwhile(one: Case, last: Pick<Change, 'type' | 'by'> | null, people: People): string {
  const name = caseName(one)
  if (last === null) return name
  if (last.by === 'bot') return `${name} went up by itself meanwhile: it`
  const what = last.type === 'declared' ? `declared to be “${one.category}”` : 'raised'
  return `${name} was ${what} by ${askerName(last.by, people)} meanwhile: it`
}

/** The last event of these types. */
async function newest(
  tx: Transaction,
  { number: caseNumber }: Case,
  types: Change['type'][],
): Promise<Pick<Change, 'type' | 'by'> | null> {
  const row = await tx.caseEvent.findFirst({
    where: { caseNumber, type: { in: types } },
    orderBy: { position: 'desc' },
  })
  return row && { type: row.type as Change['type'], by: row.by }
}

const tooLate = (message: string, action: string): UserError =>
  new UserError('case_changed', message, { status: 409, action })
