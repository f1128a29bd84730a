import type { Case } from '../../oncall/case.ts'
import type { Side } from '../../oncall/messages-store.ts'
import type { Request } from '../handler.ts'

/**
 * The case that something is said about: in the thread of an unresolved one, or by its asker where it was asked. Null
 * where there is none, or the bot itself is spoken to.
 */
export async function caseSpokenOf(
  { overheard, alone }: { overheard?: true; alone?: true },
  { delivery: { place }, person, with: { cases } }: Request,
): Promise<{ one: Case; side: Side } | null> {
  if (!overheard && !alone) return null
  const one = await cases.inThread(place, person.id)
  return one && { one, side: one.room?.thread === place.thread ? 'team' : 'asker' }
}
