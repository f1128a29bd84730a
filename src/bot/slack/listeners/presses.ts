import type { App, BlockAction } from '@slack/bolt'
import { formOfPress } from '../../forms/asked.ts'
import { respondPrivately } from '../api/respond.ts'
import { openForm } from '../forms/open.ts'
import { draftOfPress, type PressDraft, pressSchema } from '../inbound/click.ts'
import type { ListenerParts } from './parts.ts'

/** Buttons and menus; those that ask for something open a form. */
export function listenToPresses(app: App, parts: ListenerParts): void {
  const { intake, posts, self, offers, unable } = parts

  async function take(draft: PressDraft, triggerId: string): Promise<void> {
    const { action, value, postKey } = draft.inbound
    const { place, responseUrl } = draft
    if (draft.isPrivate && responseUrl !== undefined) await posts.refer(postKey, responseUrl)
    const form = formOfPress(action, value, (await posts.find(postKey))?.card ?? null)
    if (form === null) return void (await intake.take(draft, self().teamId))
    // A thumb counts at once; the form only asks why.
    const keep = action === 'feedback' ? intake.take : intake.note
    if (!(await keep(draft, self().teamId))) return
    const from = { kind: 'press' as const, action, value, postKey, responseUrl }
    await openForm(
      { questions: form(await offers()), purpose: { place, from }, triggerId, responseUrl },
      parts,
    )
  }

  app.action<BlockAction>(/.*/, async ({ body, ack }) => {
    const press = pressSchema.parse(body)
    const draft = draftOfPress(press)
    try {
      if (draft !== null) await take(draft, press.trigger_id)
    } catch (error) {
      await respondPrivately(draft?.responseUrl, unable(error), draft?.place.threadTs)
    }
    await ack()
  })
}
