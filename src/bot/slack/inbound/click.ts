import { z } from 'zod'
import { homeKey } from '../keys.ts'
import { type SlackPlace, slack } from '../places.ts'
import { privatePlace } from './command.ts'
import type { Draft } from './draft.ts'

const actionSchema = z.object({
  action_id: z.string(),
  action_ts: z.string().optional(),
  block_id: z.string().default(''),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
})

/** A `block_actions` interaction: a button of a message or of the start page was pressed. */
export const pressSchema = z.object({
  user: z.object({ id: z.string() }),
  trigger_id: z.string(),
  response_url: z.string().optional(),
  actions: z.array(actionSchema).min(1),
  channel: z.object({ id: z.string() }).optional(),
  container: z.object({
    type: z.string(),
    message_ts: z.string().optional(),
    thread_ts: z.string().optional(),
    is_ephemeral: z.boolean().optional(),
  }),
  message: z.object({ thread_ts: z.string().optional() }).optional(),
})
export type PressBody = z.infer<typeof pressSchema>

/** A press, and whether only the presser sees what was pressed. */
export interface PressDraft extends Draft {
  inbound: Extract<Draft['inbound'], { kind: 'click' }>
  isPrivate: boolean
}

/** What was pressed. null for what needs no answer: a link, a field of a form. */
export function draftOfPress(body: PressBody): PressDraft | null {
  const { user, trigger_id: trigger, response_url: responseUrl, actions, container } = body
  const [pressed] = actions
  const click = pressed && clickIn(pressed)
  if (click === undefined || click === null) return null
  const isHome = container.type === 'view'
  return {
    key: `${slack}:press:${trigger}`,
    place: isHome ? { channel: user.id } : placeOfPress(body),
    userId: user.id,
    inbound: {
      kind: 'click',
      ...click,
      postKey: isHome ? homeKey(user.id) : postKeyIn(pressed?.block_id ?? ''),
    },
    isPrivate: container.is_ephemeral === true,
    ...(responseUrl !== undefined && { responseUrl }),
  }
}

function clickIn({ action_id: id, value, selected_option: option }: z.infer<typeof actionSchema>) {
  const [action = ''] = id.split('#')
  if (action === 'link' || action === '') return null
  if (action !== 'more') return { action, value: value ?? '' }
  const [chosen = '', ...rest] = (option?.value ?? '').split(' ')
  return chosen === '' ? null : { action: chosen, value: rest.join(' ') }
}

/** Replies to a press at a channel's root are shown there, those in a thread in the thread. */
function placeOfPress({ channel, container, message, user }: PressBody): SlackPlace {
  const id = channel?.id ?? user.id
  const threadTs = container.thread_ts ?? message?.thread_ts
  if (container.is_ephemeral) return privatePlace(id, user.id, threadTs)
  return threadTs === undefined ? { channel: id } : { channel: id, threadTs }
}

/** `<n>|<post key>` */
function postKeyIn(blockId: string): string {
  return blockId.slice(blockId.indexOf('|') + 1)
}
