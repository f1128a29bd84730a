import { UserError } from '../errors.ts'
import { may } from '../people.ts'
import { offers } from './cards/change.ts'
import { clickOf } from './clicks.ts'
import type { Request } from './handler.ts'
import type { Outcome } from './inbox.ts'
import type { Inbound } from './platform.ts'

type Click = Extract<Inbound, { kind: 'click' }>

/** Does what a button says, where its card still shows it and the presser may. */
export async function press(
  { action, value, postKey, input, fields }: Click,
  request: Request,
): Promise<Outcome | undefined> {
  const { delivery, platform, person, isResumed } = request
  const post = { ...delivery.place, key: postKey }
  const click = clickOf(action)
  const card = await platform.read(post)
  // A click that was begun before may have taken its own button away.
  if (click === undefined || card === null || !(isResumed || offers(card, action, value, click.about))) {
    throw new UserError('stale_button', 'This button is no longer in use.', {
      action: 'Look at the newest message of the conversation.',
    })
  }
  if (!may(person, click.action)) {
    throw new UserError('not_allowed', 'This button is not for your role.', { status: 403 })
  }
  const typed = { ...(input !== undefined && { input }), ...(fields !== undefined && { fields }) }
  return await click.handler({ action, value, post, ...typed }, request)
}
