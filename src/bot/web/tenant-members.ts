import type { Config } from '../../config.ts'
import type { Person } from '../../people.ts'
import type { Delivery } from '../platform.ts'
import { memberId, tenantMember } from '../teams/members.ts'

/** What a delivery says of its sender, where people.yml does not: of whoever is staff by the tenant alone. */
export function originOf({ id, name, identities: { teams } }: Person): Pick<Delivery, 'origin'> {
  return teams !== undefined && id === memberId(teams) ? { origin: { person: teams, name } } : {}
}

/** Who sent a delivery whom people.yml does not know; undefined where the tenant's people are not staff (any more). */
export function memberOf(
  { personId, origin: { person, name = '' } = {} }: Pick<Delivery, 'personId' | 'origin'>,
  { TEAMS_TENANT_IS_STAFF: isStaff }: Pick<Config, 'TEAMS_TENANT_IS_STAFF'>,
): Person | undefined {
  return isStaff && person !== undefined && personId === memberId(person)
    ? tenantMember(person, name)
    : undefined
}
