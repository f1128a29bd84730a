import type { Case } from '../../oncall/case.ts'
import type { Side } from '../../oncall/messages-store.ts'
import type { CaseStore } from '../../oncall/store.ts'
import { may, type Person } from '../../people.ts'
import { maySee } from './may-see.ts'

/** What somebody is to a case that they may see. */
export interface Relation {
  /** For whom they speak: whoever asked speaks for themselves, whatever else they are. */
  side: Side
  mayTake: boolean
}

/** What somebody is to a case; null where it is not shown to them. */
export async function relationTo(
  one: Pick<Case, 'number' | 'openedBy'>,
  person: Person,
  cases: Pick<CaseStore, 'addedTo'>,
): Promise<Relation | null> {
  if (!(await maySee(one, person, cases))) return null
  return { side: one.openedBy === person.id ? 'asker' : 'team', mayTake: may(person, 'take-case') }
}
