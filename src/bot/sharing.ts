import { UserError } from '../errors.ts'
import { sharedCard, withoutButtons } from './cards/change.ts'
import type { Press, Request } from './handler.ts'

/** Shows everybody the answer that only the presser saw, once. */
export async function share({ post }: Press, request: Request): Promise<undefined> {
  const { platform, delivery, person } = request
  const [shared, card] = [platform.sharesTo(delivery.place), await platform.read(post)]
  if (shared === null || card === null) {
    throw new UserError('not_shareable', 'This cannot be shared from here.', {
      action: 'Ask it in the channel.',
    })
  }
  await platform.checkReach?.(shared)
  await platform.post(shared, `${post.key}:shared`, sharedCard(card, person.name))
  await platform.update(post, withoutButtons(card, 'share'))
}
