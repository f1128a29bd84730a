import { namedId } from './ids.ts'
import type { User, World } from './world.ts'

export interface NewUser {
  realName?: string
  /** Of another company, met in a shared channel. */
  isStranger?: boolean
  isGuest?: boolean
  /** A guest who may be in one channel only. */
  isOfOneChannel?: boolean
}

/** Takes somebody into the workspace. */
export function addUser(world: World, name: string, options: NewUser = {}): User {
  const user = userOf(world, name, options)
  world.users.set(user.id, user)
  return user
}

function userOf(
  { team }: World,
  name: string,
  { realName = name, isStranger, isGuest = false, isOfOneChannel = false }: NewUser,
): User {
  return {
    id: namedId('U', name),
    name,
    realName,
    teamId: isStranger ? 'T0ELSEWHERE' : team.id,
    isGuest: isGuest || isOfOneChannel,
    isOfOneChannel,
    isBot: false,
  }
}
