import type { Clock } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'
import { held } from '../chats/held.ts'
import { stranger } from '../stranger.ts'
import { repeatedly } from './api/calls.ts'
import type { Connector } from './api/connector.ts'
import { placeIn } from './places.ts'

/** What Teams said with a delivery of who sent it. */
export interface Sender {
  /** Their object id in Entra. */
  person: string
  /** What Teams calls them in conversations with this bot. */
  userId: string
  name: string
  tenant: string
  conversation: string
  serviceUrl: string
}

export interface MembersParts {
  connector: Connector
  clock: Clock
  /** The bot's own tenant; undefined in the playground, where there is none. */
  tenantId: string | undefined
  /** Whether everybody of it counts as staff. */
  tenantIsStaff: boolean
}

export interface Members {
  /**
   * Who a person of Teams is: one of people.yml as it is now, or somebody of the tenant. What Teams says of them is a
   * minute old at most.
   * @throws UserError for guests, people of other tenants and everybody else.
   */
  personOf(sender: Sender, people: People): Promise<Person>
}

/** What somebody is called who is not in people.yml, but of the tenant. */
export const memberId = (person: string): string => `teams:${person}`

/** Somebody who is staff because the tenant's people are, and not by people.yml. */
export function tenantMember(person: string, name: string): Person {
  return { id: memberId(person), name, roles: ['staff'], identities: { teams: person } }
}

/** Whom Teams' members are to the bot. */
export function teamsMembers({ connector, clock, tenantId, tenantIsStaff }: MembersParts): Members {
  const roles = held(clock, async (said: string) => {
    const [serviceUrl = '', id = '', userId = ''] = said.split(' ')
    const at = { serviceUrl, conversation: placeIn(id).conversation }
    return (await repeatedly(() => connector.member(at, userId)))?.userRole ?? 'unknown'
  })

  async function isGuest({ serviceUrl, conversation, userId }: Sender): Promise<boolean> {
    return ['guest', 'anonymous'].includes(await roles(`${serviceUrl} ${conversation} ${userId}`))
  }

  return {
    personOf: async (sender, people) => {
      if (tenantId !== undefined && sender.tenant !== tenantId) {
        throw turnedAway('People of other organizations cannot use this assistant.')
      }
      if (tenantId !== undefined && (await isGuest(sender))) {
        throw turnedAway('Guests of this organization cannot use this assistant.')
      }
      const known = people.byIdentity('teams', sender.person)
      if (known !== undefined) return known
      if (!tenantIsStaff) throw stranger()
      return tenantMember(sender.person, sender.name)
    },
  }
}

function turnedAway(message: string): UserError {
  return new UserError('not_staff', message, {
    status: 403,
    action: 'Ask somebody of the company to ask for you.',
  })
}
