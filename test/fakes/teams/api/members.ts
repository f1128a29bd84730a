import { ownConversation } from '../conversations.ts'
import { rosterEntry } from '../people.ts'
import { refuse } from '../refusal.ts'
import type { Conversation, Person, World } from '../world.ts'
import type { Run } from './operation.ts'

/** Everybody in a conversation. */
export const getMembers: Run = ({ id }, { world }) => ({
  status: 200,
  body: rosterOf(world, ownConversation(world, id).conversation).map(rosterEntry),
})

/** The same in pages. */
export const getPagedMembers: Run = ({ id, query }, { world }) => {
  const all = rosterOf(world, ownConversation(world, id).conversation).map(rosterEntry)
  const from = Number(query.get('continuationToken') ?? 0)
  const until = from + Math.min(Math.max(Number(query.get('pageSize') ?? 200), 1), 500)
  const members = all.slice(from, until)
  return { status: 200, body: { members, ...(until < all.length && { continuationToken: String(until) }) } }
}

/** Somebody in a conversation, by their id before the bot or in the tenant, or by their address. */
export const getMember: Run = ({ id, part }, { world }) => {
  const found = rosterOf(world, ownConversation(world, id).conversation).find(
    (person) => person.id === part || person.aadObjectId === part || person.email === part,
  )
  if (found === undefined) refuse(404, 'MemberNotFoundInConversation', 'Member not found in conversation.')
  return { status: 200, body: rosterEntry(found) }
}

function rosterOf({ people }: World, { members }: Conversation): Person[] {
  return [...members].flatMap((id) => people.get(id) ?? [])
}
