import type { App } from '@slack/bolt'
import { once } from '../api/calls.ts'
import { deletionSchema, draftsOfDeletion, draftsOfEdit, editSchema } from '../inbound/change.ts'
import type { Draft } from '../inbound/draft.ts'
import { draftsOf, type Message, messageSchema } from '../inbound/message.ts'
import { isDirect, slack } from '../places.ts'
import { mentions } from '../text.ts'
import type { ListenerParts } from './parts.ts'

/** Kinds of messages that people write: others tell of joins, topics and the like. */
const written = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/** Slack sends an event that was not acknowledged so many times more. */
const lastRetry = 3

/** Messages, what becomes of them, and visits. */
export function listenToEvents(
  app: App,
  { client, intake, conversations, self, unable, log }: ListenerParts,
): void {
  const memory = () => ({ ...conversations, botUserId: self().userId })

  /** Slack repeats what was not acknowledged; when it will not any more, the person hears why there is no answer. */
  async function takeAll(find: () => Promise<Draft[]>, message: Message | null, retry = 0): Promise<void> {
    try {
      for (const draft of await find()) await intake.take(draft, self().teamId)
    } catch (error) {
      const text = unable(error)
      const isAddressed =
        message !== null && (isDirect(message.channel) || mentions(message.text, self().userId))
      if (retry < lastRetry || !isAddressed) throw error
      const { channel, thread_ts: threadTs, ts } = message
      await once(() => client.chat.postMessage({ channel, thread_ts: threadTs ?? ts, text }))
    }
  }

  app.event('app_mention', async ({ event, context }) => {
    const message = messageSchema.safeParse(event)
    if (!message.success) return log.warn({ err: message.error }, 'Slack sent a mention that cannot be read')
    if (message.data.bot_id !== undefined || event.subtype !== undefined) return
    await takeAll(() => draftsOf(message.data, memory()), message.data, context.retryNum)
  })

  app.event('message', async ({ event, context }) => {
    const edit = editSchema.safeParse(event)
    if (edit.success) return await takeAll(() => draftsOfEdit(edit.data, memory()), null)
    const deletion = deletionSchema.safeParse(event)
    if (deletion.success) return await takeAll(() => draftsOfDeletion(deletion.data, memory()), null)
    const message = messageSchema.safeParse(event)
    if (!message.success || message.data.bot_id !== undefined || !written.has(event.subtype)) return
    await takeAll(() => draftsOf(message.data, memory()), message.data, context.retryNum)
  })

  app.event('app_home_opened', async ({ event, body }) => {
    const isHome = event.tab === 'home'
    const place = { channel: isHome ? event.user : event.channel }
    const inbound = { kind: 'visit' as const, page: isHome ? ('home' as const) : ('conversation' as const) }
    const draft = { key: `${slack}:${body.event_id}`, place, userId: event.user, inbound }
    await takeAll(async () => [draft], null)
  })
}
