import type { Case } from '../../oncall/case.ts'
import type { CaseStore } from '../../oncall/store.ts'
import type { Person } from '../../people.ts'
import { maySee } from './may-see.ts'

/** So many are looked through for those that are shown. */
const lookedAt = 200

/** Somebody's own unresolved cases that they may see, the newest first: who took one may have lost the role since. */
export async function ownCases(
  person: Person,
  limit: number,
  cases: Pick<CaseStore, 'of' | 'addedTo'>,
): Promise<Case[]> {
  const own = await cases.of(person.id, lookedAt)
  const seen = await Promise.all(own.map((one) => maySee(one, person, cases)))
  return own.filter((_, index) => seen[index]).slice(0, limit)
}
