import type { WebClient } from '@slack/web-api'
import type { Clock } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'
import { held } from '../chats/held.ts'
import { stranger } from '../stranger.ts'
import { repeatedly, slackCodeOf } from './api/calls.ts'

export interface MembersParts {
  client: WebClient
  clock: Clock
  /** The bot's own workspace. */
  teamId(): string
  /** The user group whose members count as staff. */
  staffGroup: string | undefined
}

export interface Members {
  /**
   * Who a Slack user is: a person of people.yml as it is now, or a member of the staff group. What Slack says of
   * them is a minute old at most.
   * @throws UserError for guests, people of other workspaces and everybody else.
   */
  personOf(userId: string, people: People): Promise<Person>
}

interface Profile {
  name: string
  isGuest: boolean
  isForeign: boolean
}

/** What somebody is called who is not in people.yml, but vouched for by the staff group. */
export const memberId = (userId: string): string => `slack:${userId}`

/** Whom Slack's members are to the bot. */
export function slackMembers({ client, clock, teamId, staffGroup }: MembersParts): Members {
  const profiles = held(clock, async (userId: string) => profileOf(client, userId, teamId()))
  const groups = held(clock, async (group: string) => usersOf(client, group))

  async function isStaff(userId: string): Promise<boolean> {
    return staffGroup !== undefined && (await groups(staffGroup)).includes(userId)
  }

  return {
    personOf: async (userId, people) => {
      const { name, isGuest, isForeign } = await profiles(userId)
      if (isForeign) throw turnedAway('People of other workspaces cannot use this assistant.')
      if (isGuest) throw turnedAway('Guests of this workspace cannot use this assistant.')
      const person = people.byIdentity('slack', userId)
      if (person !== undefined) return person
      if (!(await isStaff(userId))) throw stranger()
      const identities = { slack: userId }
      return { id: memberId(userId), name, roles: ['staff'], identities }
    },
  }
}

function turnedAway(message: string): UserError {
  return new UserError('not_staff', message, {
    status: 403,
    action: 'Ask somebody of the company to ask for you.',
  })
}

async function profileOf(client: WebClient, userId: string, teamId: string): Promise<Profile> {
  try {
    const { user } = await repeatedly(() => client.users.info({ user: userId }))
    return {
      name: user?.profile?.real_name || user?.real_name || user?.name || userId,
      isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
      isForeign: user?.team_id !== undefined && user.team_id !== teamId,
    }
  } catch (error) {
    if (slackCodeOf(error) !== 'user_not_found' && slackCodeOf(error) !== 'user_not_visible') throw error
    return { name: userId, isGuest: false, isForeign: true }
  }
}

async function usersOf(client: WebClient, usergroup: string): Promise<string[]> {
  const { users } = await repeatedly(() => client.usergroups.users.list({ usergroup }))
  return users ?? []
}
