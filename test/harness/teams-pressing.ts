import type { Outcome } from '../fakes/teams/clients.ts'
import type { Delivery } from '../fakes/teams/deliver.ts'
import type { SubmitAction } from '../fakes/teams/kit/card.ts'
import { cardsOf } from '../fakes/teams/kit/check-activity.ts'
import { filledIn } from '../fakes/teams/kit/fields.ts'
import { type Client, type Pressable, pressablesOf } from '../fakes/teams/kit/pressables.ts'
import type { Message, Person } from '../fakes/teams/world.ts'
import type { TeamsServer } from '../fakes/teams.ts'
import type { Dialogs } from './teams-dialogs.ts'
import { messageAt, type Seen } from './teams-seeing.ts'

/** How a press is made. */
export interface PressOptions {
  /** What is filled in before: by label or id; a text alone goes into the first field. */
  filled?: string | Record<string, string>
  /** Presses what stood there when it was seen. */
  asSeen?: boolean
  /** Which button of a card that opens is pressed, where there are several. */
  send?: string
}

/** What came of a press. */
export type Press = Partial<Outcome> & {
  /** What it opened, where it is a link. */
  url?: string
}

/** How somebody presses. Each resolves when the bot has answered, or Teams has given up. */
export interface Pressing {
  /** Presses a button by its label. */
  clicks(on: Seen, label: string, options?: PressOptions): Promise<Press>
  /** Opens a place anew: its cards that are different for everybody ask for theirs. */
  opens(seen: Seen[]): Promise<void>
}

interface PressingParts {
  teams: TeamsServer
  person: Person
  client(): Client
  dialogs: Dialogs
  /** Tells them what came of it. */
  tell(outcome: Pick<Outcome, 'note' | 'trouble'>): void
}

/** Lets somebody press. */
export function teamsPressing({ teams, person, client, dialogs, tell }: PressingParts): Pressing {
  const { world, activities, clients, deliver } = teams

  async function submit(message: Message, { data }: SubmitAction, values: object): Promise<Press> {
    const sent = { ...asObject(data), ...values }
    const { type, ...hint } = asObject(asObject(data)['msteams'])
    if (type === 'task/fetch') return { delivery: await dialogs.fetch(message, sent) }
    if (type === 'imBack' || type === 'messageBack') {
      const text = String(hint['text'] ?? hint['value'] ?? '')
      const activity = activities.submitted(person, message, type === 'imBack' ? undefined : hint['value'])
      return taken(await deliver({ ...activity, text }))
    }
    return taken(await deliver(activities.submitted(person, message, sent)))
  }

  return {
    clicks: async (on, label, { filled = {}, asSeen = false, send } = {}) => {
      const message = messageAt(world, on)
      const cards = asSeen ? on.cards : cardsNow(message, person)
      const found = labelled(
        cards.flatMap((card) => pressablesOf(card, client())),
        label,
      )
      const pressed = found.action.type === 'Action.ShowCard' ? inner(found, send) : found
      const values = filledIn(pressed.inputs, fieldsOf(pressed, filled))
      const press = await act(message, pressed, values)
      tell(press)
      return press
    },
    opens: async (seen) => {
      await Promise.all(
        seen.map(({ message: { conversation, id } }) => refresh(messageAt(world, { conversation, id }))),
      )
    },
  }

  async function act(message: Message, { action }: Pressable, values: object): Promise<Press> {
    switch (action.type) {
      case 'Action.Execute':
        return await clients.execute(person, message, action, { ...asObject(action.data), ...values })
      case 'Action.Submit':
        return await submit(message, action, values)
      case 'Action.OpenUrl':
        return { url: action.url ?? '' }
      default:
        return {}
    }
  }

  async function refresh(message: Message): Promise<void> {
    const [card] = cardsOf(message.attachments)
    if (card?.refresh?.userIds?.includes(person.id)) await clients.refresh(person, message)
  }
}

function taken(delivery: Delivery): Press {
  return delivery.isAcknowledged
    ? { delivery }
    : { delivery, trouble: 'Unable to reach app. Please try again.' }
}

function cardsNow({ views, attachments }: Message, { id }: Person) {
  const view = views.get(id)
  return view === undefined ? cardsOf(attachments) : [view]
}

function labelled(pressables: Pressable[], label: string): Pressable {
  const all = pressables.flatMap((one) => [one, ...one.opens])
  const found = all.find((one) => one.label === label)
  if (found !== undefined) return found
  throw new Error(`there is no [${label}]; there is ${all.map((one) => `[${one.label}]`).join(' ')}`)
}

/** The button of the card that a button opens. */
function inner({ label, opens }: Pressable, send: string | undefined): Pressable {
  if (send !== undefined) return labelled(opens, send)
  const [only, ...others] = opens
  if (only === undefined || others.length > 0)
    throw new Error(`[${label}] opens ${opens.map((one) => `[${one.label}]`).join(' ')}: say which to press`)
  return only
}

function fieldsOf(
  { own, inputs }: Pressable,
  filled: string | Record<string, string>,
): Record<string, string> {
  if (typeof filled !== 'string') return filled
  const field = own[0] ?? inputs[0]
  return field === undefined ? {} : { [field.id]: filled }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
