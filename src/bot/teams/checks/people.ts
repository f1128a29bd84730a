import type { Config } from '../../../config.ts'
import { type Finding, ok, warning } from '../../../finding.ts'
import type { Person } from '../../../people.ts'

/** Whether Teams can tell who the people of people.yml are. */
export function peopleFinding(
  { all, onCall }: { all: Person[]; onCall: Person[] },
  { TEAMS_TENANT_IS_STAFF: tenantIsStaff }: Config,
): Finding {
  const unknown = onCall.filter(isUnknown)
  if (unknown.length > 0) {
    return warning(
      `${idsOf(unknown)} can be on call, but Teams cannot tell who that is.`,
      'Add their object ids to people.yml, as identities: { teams: 00000000-0000-0000-0000-000000000000 }.',
    )
  }
  const others = all.filter(isUnknown)
  if (others.length === 0) return ok('everybody in people.yml is known in Teams.')
  const means = tenantIsStaff ? 'is staff there and no more' : 'cannot use the assistant there'
  return ok(`whoever has no object id in people.yml ${means}: ${idsOf(others)}.`)
}

const isUnknown = ({ identities }: Person): boolean => identities.teams === undefined
const idsOf = (people: Person[]): string => people.map(({ id }) => id).join(', ')
