import type { App } from '@slack/bolt'
import { z } from 'zod'
import { formCallback } from '../render/form.ts'
import type { ListenerParts } from './parts.ts'
import { shortcuts } from './shortcut.ts'

const command = 'command'
const press = 'block_actions'

/** What the other listeners take. */
const known = new Set([
  'app_mention',
  'message',
  'app_home_opened',
  command,
  press,
  ...Object.keys(shortcuts),
  formCallback,
])

/** What something is called: the kind of an event, the name of a shortcut or a form. */
const nameSchema = z.union([
  z.object({ event: z.object({ type: z.string() }) }).transform(({ event }) => event.type),
  z.object({ command: z.string() }).transform(() => command),
  z.object({ actions: z.array(z.unknown()).min(1) }).transform(() => press),
  z.object({ view: z.object({ callback_id: z.string() }) }).transform(({ view }) => view.callback_id),
  z.object({ callback_id: z.string() }).transform(({ callback_id: name }) => name),
])

/** Writes down what nobody listens to; it is acknowledged, and nothing is done. */
export function noteUnknown(app: App, { log }: Pick<ListenerParts, 'log'>): void {
  app.use(async ({ body, next }) => {
    const name = nameSchema.safeParse(body).data ?? 'nameless'
    if (!known.has(name)) log.info({ kind: name }, 'Slack sent something that is not known here')
    await next()
  })
}
