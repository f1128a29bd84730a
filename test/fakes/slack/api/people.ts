import { refuse } from '../refusal.ts'
import { shownUser } from '../show.ts'
import { text } from './given.ts'
import type { Method } from './method.ts'

/** Who is in the workspace. */
export const peopleMethods: Record<string, Method> = {
  'auth.test': {
    scopes: [],
    run: (_given, { world: { team, app } }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.domain,
      team_id: team.id,
      user: app.name,
      user_id: app.botUserId,
      bot_id: app.botId,
      is_enterprise_install: false,
    }),
  },
  'users.info': {
    scopes: ['users:read'],
    run: (given, { world }) => {
      const user = world.users.get(text(given, 'user'))
      if (user === undefined) refuse('user_not_found')
      return { user: shownUser(user, world) }
    },
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    run: (given, { world }) => {
      const members = world.groups.get(text(given, 'usergroup'))
      if (members === undefined) refuse('no_such_subteam')
      return { users: [...members] }
    },
  },
}
