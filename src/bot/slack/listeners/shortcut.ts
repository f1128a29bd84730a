import type { App } from '@slack/bolt'
import { z } from 'zod'
import { formOfCommand } from '../../forms/asked.ts'
import { respondPrivately } from '../api/respond.ts'
import { openForm } from '../forms/open.ts'
import { privatePlace } from '../inbound/command.ts'
import { slack } from '../places.ts'
import { plainText } from '../text.ts'
import type { ListenerParts } from './parts.ts'

/** The shortcuts in the menu of every message, as the manifest names them: what is done with its words. */
export const shortcuts = { ask_about_this: 'ask', get_a_person: 'escalate' } as const

/** Asks about a message, or hands it to a person: its words stand in a form, to be changed before they are sent. */
export function listenToShortcuts(app: App, parts: ListenerParts): void {
  for (const [id, command] of Object.entries(shortcuts)) listenTo(id, command, app, parts)
}

function listenTo(id: string, name: 'ask' | 'escalate', app: App, parts: ListenerParts): void {
  const { intake, self, offers, unable } = parts
  app.shortcut({ type: 'message_action', callback_id: id }, async ({ shortcut, ack }) => {
    const {
      channel,
      message_ts: ts,
      message,
      user,
      trigger_id: triggerId,
      response_url: responseUrl,
    } = shortcut
    const place = privatePlace(channel.id, user.id, threadIn(message) ?? ts)
    const text = plainText(message.text ?? '')
    const inbound = { kind: 'message' as const, text: `/ai ${name} ${text}` }
    try {
      const draft = { key: `${slack}:shortcut:${triggerId}`, place, userId: user.id, inbound, responseUrl }
      if (await intake.note(draft, self().teamId)) {
        const from = { kind: 'command' as const, name, responseUrl }
        const questions = formOfCommand(name, await offers(), text)
        await openForm({ questions, purpose: { place, from }, triggerId, responseUrl }, parts)
      }
    } catch (error) {
      await respondPrivately(responseUrl, unable(error))
    }
    await ack()
  })
}

function threadIn(message: unknown): string | undefined {
  const parsed = z.object({ thread_ts: z.string() }).safeParse(message)
  return parsed.success ? parsed.data.thread_ts : undefined
}
