import type { OutageParts } from '../../outage.ts'
import type { Card } from '../card.ts'
import type { Destination } from './places.ts'

/** Posts a card wherever it is to be read. @returns whether all of it arrived that ever can. */
export async function postAll(
  destinations: Destination[],
  card: Card,
  { log, isUnreachable }: OutageParts,
): Promise<boolean> {
  let hasAllArrived = true
  for (const { platform, place, key } of destinations) {
    try {
      // What stands there already is left: it says what was true at the time.
      if ((await platform.read({ ...place, key })) === null) await platform.post(place, key, card)
    } catch (error) {
      if (isUnreachable(error)) throw error
      // Where it can never arrive, it keeps nobody else from the next one.
      const isPassing = platform.isPassing?.(error) === true
      if (isPassing) hasAllArrived = false
      const words = isPassing ? 'could not be posted; it is tried again' : 'cannot be posted there'
      log[isPassing ? 'warn' : 'error']({ err: error, report: key }, `a report ${words}`)
    }
  }
  return hasAllArrived
}
