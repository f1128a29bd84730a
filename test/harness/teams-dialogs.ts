import type { Outcome } from '../fakes/teams/clients.ts'
import type { Delivery } from '../fakes/teams/deliver.ts'
import type { Card } from '../fakes/teams/kit/card.ts'
import { cardFaults } from '../fakes/teams/kit/check-card.ts'
import { filledIn } from '../fakes/teams/kit/fields.ts'
import { type Pressable, pressablesOf } from '../fakes/teams/kit/pressables.ts'
import { cardWords } from '../fakes/teams/words.ts'
import type { Dialog, Message, Person } from '../fakes/teams/world.ts'
import type { TeamsServer } from '../fakes/teams.ts'
import { eventually } from './eventually.ts'
import { messageAt, type Seen } from './teams-seeing.ts'

/** A dialog, as it is seen. */
export interface SeenForm {
  title: string
  /** Its notes and fields. */
  text: string
}

/** How somebody fills in dialogs, and rates. */
export interface Filling {
  /** Waits for a dialog. */
  form(): Promise<SeenForm>
  /** Whether one is open now. */
  hasForm(): boolean
  /** Fills in fields by their label or id, and presses the button, or the one that is named. */
  submits(fields?: string | Record<string, string>, label?: string): Promise<Delivery>
  /** Closes the dialog; the bot is not told. */
  cancels(): void
  /** Presses a thumb, and says why; where the bot has its own form for it, the text goes into its first field. */
  rates(on: Seen, reaction: 'like' | 'dislike', text?: string): Promise<Delivery>
}

/** How dialogs come to be open. */
export interface Dialogs extends Filling {
  /** Asks the bot for the dialog of a button. */
  fetch(message: Message, data: object): Promise<Delivery>
}

/** Lets somebody fill in dialogs. */
export function teamsDialogs(
  { world, activities, deliver }: TeamsServer,
  person: Person,
  tell: (outcome: Pick<Outcome, 'note' | 'trouble'>) => void,
): Dialogs {
  const invoke = (message: Message, name: string, value: unknown) =>
    deliver(activities.invoke(person, message, name, value))

  /** Shows the dialog that the bot answered with, or what it says instead; nothing where it is done. */
  function show(delivery: Delivery, submits: Dialog['submits']): void {
    world.dialogs.delete(person.id)
    const read = readTask(delivery)
    if ('card' in read) world.dialogs.set(person.id, { ...read, submits })
    else tell(read)
  }

  const dialogs: Dialogs = {
    fetch: async (message, data) => {
      const asked = await invoke(message, 'task/fetch', { data, context: { theme: 'default' } })
      show(asked, async function send(values): Promise<Delivery> {
        const sent = await invoke(message, 'task/submit', { data: values, context: { theme: 'default' } })
        show(sent, send)
        return sent
      })
      return asked
    },
    form: async () => {
      const { title, card } = await eventually(() => world.dialogs.get(person.id)).catch(() => {
        throw new Error(`no dialog was opened for ${person.name}`)
      })
      return { title, text: cardWords(card) }
    },
    hasForm: () => world.dialogs.has(person.id),
    submits: async (fields = {}, label) => {
      await dialogs.form()
      const open = world.dialogs.get(person.id)
      if (open === undefined) throw new Error('the dialog was closed')
      const { action, inputs } = buttonOf(pressablesOf(open.card), label)
      const filled = typeof fields === 'string' ? { [inputs[0]?.id ?? '']: fields } : fields
      const data = action.type === 'Action.Submit' ? (action.data as object | undefined) : {}
      return await open.submits({ ...data, ...filledIn(inputs, filled) })
    },
    cancels: () => void world.dialogs.delete(person.id),
    rates: async (on, reaction, text) => {
      const message = messageAt(world, on)
      if (on.thumbs === 'none') throw new Error('there are no thumbs below it')
      const send = (feedback: object) =>
        invoke(message, 'message/submitAction', {
          actionName: 'feedback',
          actionValue: { reaction, feedback: JSON.stringify(feedback) },
        })
      if (on.thumbs === 'default') return await send({ feedbackText: text ?? '' })
      const asked = await invoke(message, 'message/fetchTask', {
        data: { actionName: 'feedback', actionValue: { reaction } },
        actionName: 'feedback',
        actionValue: { reaction },
      })
      show(asked, async (values) => {
        world.dialogs.delete(person.id)
        return await send(values)
      })
      return text === undefined ? asked : await dialogs.submits(text)
    },
  }
  return dialogs
}

type Task = { title: string; card: Card } | Pick<Outcome, 'note' | 'trouble'>

function readTask({ status, body }: Delivery): Task {
  if (status !== 200) return { trouble: 'Something went wrong. Please try again.' }
  const { task } = (body ?? {}) as { task?: { type: string; value: unknown } }
  if (task?.type === 'message') return { note: String(task.value) }
  if (task?.type !== 'continue') return {}
  const { title = '', card } = task.value as { title?: string; card?: { content: Card } }
  const faults = cardFaults(card?.content)
  if (card !== undefined && faults.length === 0) return { title, card: card.content }
  return { trouble: `The dialog cannot be shown. ${faults.join(' ')}` }
}

function buttonOf(pressables: Pressable[], label: string | undefined): Pressable {
  const sending = pressables.filter(({ action }) => action.type === 'Action.Submit')
  const found = label === undefined ? sending[0] : sending.find((one) => one.label === label)
  if (found !== undefined) return found
  throw new Error(
    `there is no [${label ?? ''}]; there is ${sending.map((one) => `[${one.label}]`).join(' ')}`,
  )
}
