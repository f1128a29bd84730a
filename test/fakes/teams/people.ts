import { memberId, namedGuid } from './ids.ts'
import type { Person, World } from './world.ts'

export interface NewPerson {
  fullName?: string
  /** Of another company. */
  isStranger?: boolean
  isGuest?: boolean
  /** They have not added the app for themselves. */
  withoutApp?: boolean
}

/** Takes somebody into the tenant. */
export function addPerson(world: World, name: string, options: NewPerson = {}): Person {
  const { fullName = name, isStranger = false, isGuest = false, withoutApp = false } = options
  const person: Person = {
    id: memberId(name),
    name,
    fullName,
    aadObjectId: namedGuid(`person ${name}`),
    email: `${name}@${isStranger || isGuest ? 'elsewhere' : world.tenant.name}.example`,
    tenantId: isStranger ? namedGuid('tenant elsewhere') : world.tenant.id,
    isGuest,
    hasApp: !withoutApp,
  }
  world.people.set(person.id, person)
  return person
}

/** A person as rosters have them. */
export function rosterEntry(person: Person) {
  const [givenName = '', surname = ''] = person.fullName.split(' ')
  return {
    id: person.id,
    name: person.fullName,
    givenName,
    surname,
    aadObjectId: person.aadObjectId,
    objectId: person.aadObjectId,
    email: person.email,
    userPrincipalName: person.email,
    tenantId: person.tenantId,
    userRole: person.isGuest ? 'guest' : 'user',
  }
}
