import { setTimeout as rest } from 'node:timers/promises'
import type { Activities } from './activities.ts'
import type { Deliver, Delivery } from './deliver.ts'
import type { Card, ExecuteAction } from './kit/card.ts'
import { cardsOf } from './kit/check-activity.ts'
import { cardFaults } from './kit/check-card.ts'
import type { Conversation, Message, Person, World } from './world.ts'

/** What people's Teams do by themselves, and with what the bot answers. */
export interface Clients {
  /** Whether cards with `refresh` are refreshed as soon as they are shown. */
  refreshes: boolean
  /** A message is new or says something else: whoever it names under `refresh` asks for their own card. */
  shown(conversation: Conversation, message: Message): void
  /** Asks for somebody's own card of a message, where it has one. */
  refresh(person: Person, message: Message): Promise<void>
  /** Presses `Action.Execute`. @returns what the person is told: a note, or what went wrong; '' for nothing. */
  execute(person: Person, message: Message, action: ExecuteAction, data: unknown): Promise<Outcome>
}

/** What came of a press. */
export interface Outcome {
  delivery: Delivery
  /** A note that appears for a moment. */
  note?: string
  /** What went wrong, as Teams says it. */
  trouble?: string
}

interface ClientParts {
  world: World
  activities: Activities
  deliver: Deliver
  inBackground(work: Promise<unknown>): void
}

/** The Teams of everybody. */
export function teamsClients({ world, activities, deliver, inBackground }: ClientParts): Clients {
  const clients: Clients = {
    refreshes: true,
    shown: (conversation, message) => {
      const [card] = cardsOf(message.attachments)
      if (!clients.refreshes || card?.refresh === undefined) return
      for (const id of card.refresh.userIds ?? []) {
        const person = world.people.get(id)
        if (person === undefined || !conversation.members.has(id)) continue
        inBackground(rest(lookMs).then(() => clients.refresh(person, message)))
      }
    },
    refresh: async (person, message) => {
      const [card] = cardsOf(message.attachments)
      const action = card?.refresh?.action
      if (action === undefined) return
      await press(person, message, action, action.data, 'automatic')
    },
    execute: (person, message, action, data) => press(person, message, action, data, 'manual'),
  }

  async function press(
    person: Person,
    message: Message,
    { id, verb }: ExecuteAction,
    data: unknown,
    trigger: 'manual' | 'automatic',
  ): Promise<Outcome> {
    const { version } = message
    const action = { type: 'Action.Execute', ...(id !== undefined && { id }), verb: verb ?? '', data }
    const value = { action, trigger }
    const delivery = await deliver(activities.invoke(person, message, 'adaptiveCard/action', value))
    const read = readAnswer(delivery)
    if ('card' in read) {
      // Meanwhile the message may say something else, for which its own card will come.
      if (message.version === version) message.views.set(person.id, read.card)
      return { delivery }
    }
    return { delivery, ...read }
  }

  return clients
}

/** Until a client has shown what is new, in milliseconds. */
const lookMs = 20

type Read = { card: Card } | { note: string } | { trouble: string } | Record<string, never>

const somethingWrong = 'Something went wrong. Please try again.'

function readAnswer({ status, body, error }: Delivery): Read {
  if (error === 'timeout') return { trouble: 'Unable to reach app. Please try again.' }
  if (status !== 200 || typeof body !== 'object' || body === null) return { trouble: somethingWrong }
  const { statusCode, type, value } = body as { statusCode?: number; type?: string; value?: unknown }
  switch (type) {
    case 'application/vnd.microsoft.card.adaptive':
      if (statusCode !== 200 || cardFaults(value).length > 0) return { trouble: somethingWrong }
      return { card: value as Card }
    case 'application/vnd.microsoft.activity.message':
      return statusCode === 200 && typeof value === 'string' ? { note: value } : { trouble: somethingWrong }
    case 'application/vnd.microsoft.error':
      return { trouble: (value as { message?: string } | undefined)?.message ?? somethingWrong }
    default:
      return { trouble: somethingWrong }
  }
}
