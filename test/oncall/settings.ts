import { type OnCallSettings, onCallSchema } from '../../src/on-call-settings.ts'
import { type People, type Person, peopleOf } from '../../src/people.ts'

type Given = Partial<Record<keyof OnCallSettings, unknown>>

/** What of runbook.yml says who is on call; nikos, anna and petros, where nothing else does. */
export function dutySettings(given: Given = {}, timeZone = 'Europe/Athens') {
  const fixed = { primary: 'nikos', secondary: 'anna', manager: 'petros' }
  return {
    on_call: onCallSchema.parse({ ...fixed, ...given }),
    service: { time_zone: timeZone } as never,
  }
}

/** People by id, with what a test says of them. */
export function someone(given: Record<string, Partial<Person>>): People {
  const people = Object.entries(given).map(([id, more]) => ({
    id,
    name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
    roles: [],
    identities: {},
    ...more,
  }))
  return peopleOf({ people })
}
