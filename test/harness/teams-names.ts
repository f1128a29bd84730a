import { personalConversation } from '../fakes/teams/conversations.ts'
import type { Entity } from '../fakes/teams/kit/activity.ts'
import type { Conversation, Person, World } from '../fakes/teams/world.ts'

/** Somebody by name or id. */
export function personNamed({ people }: World, name: string): Person {
  const person = [...people.values()].find(
    (one) => one.name === name || one.id === name || one.aadObjectId === name,
  )
  if (person === undefined) throw new Error(`there is nobody called ${name}`)
  return person
}

/** A channel (`#general`) or a chat (`several`) by name or id; `@bot` is somebody's own chat with the bot. */
export function conversationNamed(world: World, name: string, person?: Person): Conversation {
  if (name === '@bot' && person !== undefined) return personalConversation(world, person)
  const plain = name.replace('#', '').toLowerCase()
  const found = [...world.conversations.values()].find(
    (one) => one.name.toLowerCase() === plain || one.id === name,
  )
  if (found === undefined) throw new Error(`there is no conversation ${name}`)
  return found
}

/** What Teams makes of what somebody types: `@maria` and `@bot` become mentions. */
export function typed(text: string, { app, people }: World): { text: string; entities: Entity[] } {
  const known = new Map([...people.values()].map(({ name, id, fullName }) => [name, { id, name: fullName }]))
  known.set('bot', { id: app.botId, name: app.name })
  const entities: Entity[] = []
  const written = text.replaceAll(/(?<!\w)@(\w+)/g, (whole, name: string) => {
    const mentioned = known.get(name)
    if (mentioned === undefined) return whole
    const mark = `<at>${mentioned.name}</at>`
    entities.push({ type: 'mention', mentioned, text: mark })
    return mark
  })
  return { text: written, entities }
}

/** Whether somebody spoke to one by name. */
export const mentions = (entities: Entity[], id: string): boolean =>
  entities.some(({ mentioned }) => (mentioned as { id?: string } | undefined)?.id === id)
