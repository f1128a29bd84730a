import type { Case } from '../../oncall/case.ts'
import type { CaseStore } from '../../oncall/store.ts'
import { may, type Person } from '../../people.ts'

/** Whether a case is shown to somebody: to whoever asked, whoever may take it, and whoever was added to it. */
export async function maySee(
  one: Pick<Case, 'number' | 'openedBy'>,
  person: Person,
  cases: Pick<CaseStore, 'addedTo'>,
): Promise<boolean> {
  if (one.openedBy === person.id || may(person, 'take-case')) return true
  return (await cases.addedTo(one.number)).includes(person.id)
}
