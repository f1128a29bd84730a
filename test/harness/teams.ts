import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { addChannel, addGroupChat, addTeam } from '../fakes/teams/conversations.ts'
import type { Delivery, Forgery } from '../fakes/teams/deliver.ts'
import { addPerson, type NewPerson } from '../fakes/teams/people.ts'
import type { Conversation, Team } from '../fakes/teams/world.ts'
import { startTeamsServer, type TeamsServer } from '../fakes/teams.ts'
import { conversationNamed, personNamed } from './teams-names.ts'
import { type TeamsPerson, teamsPerson } from './teams-person.ts'

/** A Teams in which people act. */
export interface FakeTeams extends TeamsServer {
  /** The team in which everybody and the bot are. */
  team: Team
  /** Somebody by name or id: `maria`. */
  person(name: string): TeamsPerson
  /** Takes somebody new in; they are in the team. */
  addPerson(name: string, options?: NewPerson): TeamsPerson
  /** A channel (`#ops`) or a chat (`several`) by name or id. */
  conversation(name: string): Conversation
  /** Opens a channel of the team. */
  addChannel(name: string): Conversation
  /** A chat of these people, and of the bot unless it is left out. */
  addGroupChat(name: string, people: string[], options?: { withoutBot?: boolean }): Conversation
  /** Sends something again, so many times at once. */
  repeats(delivery: Delivery, times: number): Promise<Delivery[]>
  /** Sends what Teams never would. */
  forges(delivery: Delivery, forgery: Forgery): Promise<Delivery>
}

interface PeopleFile {
  people: { id: string; name: string }[]
}

/** The people of config/people.yml, by their ids there. */
function peopleOfFile(): PeopleFile['people'] {
  const text = readFileSync(join(import.meta.dirname, '../../config/people.yml'), 'utf8')
  return (parse(text) as PeopleFile).people
}

/**
 * Starts a Teams with the people of people.yml, who all have the app; a team with them and the bot, and its channels
 * #general, #ops and #cases; the chat `several` of maria, nikos, anna and the bot; and a team without the bot, with
 * #random.
 */
export async function startFakeTeams(): Promise<FakeTeams> {
  const server = await startTeamsServer()
  const { world, deliver } = server
  for (const { id, name } of peopleOfFile()) addPerson(world, id, { fullName: name })
  const everybody = [...world.people.keys()]
  const team = addTeam(world, 'autoboss', everybody)
  for (const name of ['ops', 'cases']) addChannel(world, team, name)
  const elsewhere = addTeam(world, 'elsewhere', everybody, false)
  addChannel(world, elsewhere, 'random')

  const chat: FakeTeams['addGroupChat'] = (name, people, { withoutBot = false } = {}) => {
    const members = people.map((one) => personNamed(world, one).id)
    return addGroupChat(world, name, members, !withoutBot)
  }
  chat('several', ['maria', 'nikos', 'anna'])

  const people = new Map<string, TeamsPerson>()
  function person(name: string): TeamsPerson {
    const known = personNamed(world, name)
    const one = people.get(known.id) ?? teamsPerson(server, known)
    people.set(known.id, one)
    return one
  }

  return {
    ...server,
    team,
    person,
    addPerson: (name, options) => {
      const { id } = addPerson(world, name, options)
      team.members.add(id)
      for (const channel of team.channels) world.conversations.get(channel)?.members.add(id)
      return person(id)
    },
    conversation: (name) => conversationNamed(world, name),
    addChannel: (name) => addChannel(world, team, name.replace('#', '')),
    addGroupChat: chat,
    repeats: ({ activity }, times) => Promise.all(Array.from({ length: times }, () => deliver(activity))),
    forges: ({ activity }, forgery) => deliver(activity, forgery),
  }
}
