import { checkHome, checkModal } from '../kit/check-view.ts'
import { refuse } from '../refusal.ts'
import { shownView } from '../shown-view.ts'
import type { OpenView } from '../world.ts'
import { text } from './given.ts'
import type { Method } from './method.ts'

/** Forms and start pages. */
export const viewMethods: Record<string, Method> = {
  'views.open': {
    scopes: [],
    run: (given, { world, triggers }) => {
      const user = triggers.exchange(text(given, 'trigger_id'))
      const view = checkModal(given['view'])
      const open: OpenView = { id: world.ids.next('V'), user, view, hash: world.ids.ts(), errors: {} }
      world.views.set(user, open)
      return { view: shownView(open, world) }
    },
  },
  'views.publish': {
    scopes: [],
    run: (given, { world }) => {
      const user = text(given, 'user_id')
      if (!world.users.has(user)) refuse('user_not_found')
      const view = checkHome(given['view'])
      const home = { id: world.ids.next('V'), view, hash: world.ids.ts() }
      world.homes.set(user, home)
      return { view: shownView(home, world) }
    },
  },
}
