import type { App } from '@slack/bolt'
import { inboundOf, placeIn, readPurpose } from '../forms/purpose.ts'
import type { Draft } from '../inbound/draft.ts'
import { slack } from '../places.ts'
import { formCallback, readForm } from '../render/form.ts'
import type { ListenerParts } from './parts.ts'

/** Forms that were filled in: the press or the command that they were for. */
export function listenToForms(app: App, { intake, self, unable }: ListenerParts): void {
  app.view(formCallback, async ({ view, body, ack }) => {
    const purpose = readPurpose(view.private_metadata)
    const { responseUrl } = purpose.from
    const fields = readForm(view.state.values)
    const draft: Draft = {
      key: `${slack}:form:${view.id}`,
      place: placeIn(purpose),
      userId: body.user.id,
      inbound: inboundOf(purpose, fields),
      ...(responseUrl !== undefined && { responseUrl }),
    }
    try {
      await intake.take(draft, self().teamId)
      await ack()
    } catch (error) {
      const [first = ''] = Object.keys(view.state.values)
      await ack({ response_action: 'errors', errors: { [first]: unable(error) } })
    }
  })
}
