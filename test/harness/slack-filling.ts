import { answerTo, type Delivery } from '../fakes/slack/deliver.ts'
import { checkModal } from '../fakes/slack/kit/check-view.ts'
import { blockWords } from '../fakes/slack/words.ts'
import type { OpenView, User, World } from '../fakes/slack/world.ts'
import type { SlackServer } from '../fakes/slack.ts'
import { eventually } from './eventually.ts'
import { filledIn } from './slack-fields.ts'
import type { Act } from './slack-pressing.ts'

/** A form, as it is seen. */
export interface SeenForm {
  title: string
  /** Its notes and fields. */
  text: string
  /** What the app did not take, by field. */
  errors: Record<string, string>
}

/** How somebody fills in forms. */
export interface Filling {
  /** Waits for a form. */
  form(): Promise<SeenForm>
  /** Whether one is open now. */
  hasForm(): boolean
  /** Fills in fields by their label or name, and sends the form; it stays open where the app does not take it. */
  submits(fields?: Record<string, string>): Promise<Delivery>
  /** Closes the form. */
  cancels(): Promise<void>
}

/** Lets somebody fill in forms. */
export function slackFilling({ world, interactions }: SlackServer, user: User, act: Act): Filling {
  const open = () =>
    eventually(() => world.views.get(user.id)).catch(() => {
      throw new Error(`no form was opened for ${user.name}`)
    })
  return {
    form: async () => shown(await open()),
    hasForm: () => world.views.has(user.id),
    submits: async (fields = {}) => {
      const view = await open()
      const values = filledIn(view.view, fields)
      const delivery = await act('interaction', interactions.submission(user, view, values))
      if (delivery.isAcknowledged) conclude(world, view, answerTo(delivery))
      return delivery
    },
    cancels: async () => {
      const view = await open()
      world.views.delete(user.id)
      if (view.view.notify_on_close) await act('interaction', interactions.closing(user, view))
    },
  }
}

function shown({ view, errors }: OpenView): SeenForm {
  return { title: view.title.text, text: blockWords(view.blocks), errors }
}

/** Does what the app says with its acknowledgement; without a word the form closes. */
function conclude(world: World, open: OpenView, answer: Record<string, unknown>): void {
  switch (answer['response_action']) {
    case 'errors':
      open.errors = answer['errors'] as Record<string, string>
      return
    case 'update':
    case 'push':
      Object.assign(open, { view: checkModal(answer['view']), errors: {}, hash: world.ids.ts() })
      return
    default:
      world.views.delete(open.user)
  }
}
