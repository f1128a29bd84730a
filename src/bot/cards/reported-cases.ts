import { shorten } from '../../shorten.ts'
import { weekdayAndTime } from '../../sops/times.ts'
import type { Block } from '../card.ts'
import type { ReportedCase } from '../hand-over/cases-store.ts'

/** How reports write of cases. */
export interface CasesView {
  now: Date
  timeZone: string
  nameOf(personId: string): string
}

const casesShown = 5
const namesShown = 10

/** The oldest unresolved cases, and how many there are besides. */
export function unresolvedBlocks(
  { count, oldest }: { count: number; oldest: ReportedCase[] },
  view: CasesView,
): Block[] {
  if (count === 0) return [{ kind: 'text', text: 'No case is unresolved.' }]
  const shown = oldest.slice(0, casesShown)
  const more = count - shown.length
  return [
    { kind: 'text', text: count === 1 ? 'One case is unresolved:' : `${count} cases are unresolved:` },
    {
      kind: 'list',
      items: [...shown.map((one) => caseText(one, view)), ...(more > 0 ? [`${more} more`] : [])],
    },
  ]
}

/** Which are overdue, the oldest first; null where none is. */
export function overdueText(oldest: ReportedCase[], { now }: CasesView): string | null {
  const names = oldest.filter((one) => isOverdue(one, now)).map(({ name }) => name)
  return names.length === 0 ? null : namesText(names)
}

/** `C-3, C-7 and 4 more` */
export function namesText(names: string[]): string {
  const more = names.length - namesShown
  return names.slice(0, namesShown).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

/** `C-31 · E-104 after start-up · level 2 · Anna has it · due Mon 30 Nov, 10:00 EET` */
function caseText(one: ReportedCase, view: CasesView): string {
  const due = one.dueAt === null ? null : weekdayAndTime(one.dueAt, view.timeZone)
  return [
    one.name,
    shorten(one.question, 60),
    one.level === null ? null : `level ${one.level}`,
    one.takenBy === null ? 'nobody has it' : `${view.nameOf(one.takenBy)} has it`,
    due === null ? null : `${isOverdue(one, view.now) ? 'overdue since' : 'due'} ${due}`,
  ]
    .filter((part) => part !== null)
    .join(' · ')
}

const isOverdue = ({ dueAt }: ReportedCase, now: Date): boolean => dueAt !== null && dueAt < now
