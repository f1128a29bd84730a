import { personalConversation } from '../fakes/teams/conversations.ts'
import type { Delivery } from '../fakes/teams/deliver.ts'
import type { Client } from '../fakes/teams/kit/pressables.ts'
import type { Person } from '../fakes/teams/world.ts'
import type { TeamsServer } from '../fakes/teams.ts'
import { type Filling, teamsDialogs } from './teams-dialogs.ts'
import { type Pressing, teamsPressing } from './teams-pressing.ts'
import { conversationAt, type Seeing, teamsSeeing } from './teams-seeing.ts'
import { type Speaking, teamsSpeaking } from './teams-speaking.ts'

/** Somebody at a screen. `@maria` and `@bot` in what they write become mentions. */
export interface TeamsPerson extends Speaking, Pressing, Filling, Seeing {
  /** `29:…` */
  id: string
  aadObjectId: string
  /** Whether their Teams knows `Action.Execute`; an old one shows what stands there for it. */
  client: Client
  /** Notes that appeared for a moment, oldest first. */
  notes: string[]
  /** What Teams told them that went wrong, oldest first. */
  troubles: string[]
  /** Adds the bot's app, for themselves (`@bot`) or where they are: a chat, the team of a channel. */
  installs(where?: string): Promise<Delivery[]>
  /** Takes it away. */
  uninstalls(where?: string): Promise<Delivery[]>
}

/** Lets somebody act. */
export function teamsPerson(teams: TeamsServer, person: Person): TeamsPerson {
  const { world, activities, deliver } = teams
  const [notes, troubles]: [string[], string[]] = [[], []]
  const tell = ({ note, trouble }: { note?: string; trouble?: string }) => {
    if (note !== undefined) notes.push(note)
    if (trouble !== undefined) troubles.push(trouble)
  }
  const client = () => self.client
  const dialogs = teamsDialogs(teams, person, tell)
  const { fetch: _, ...filling } = dialogs

  async function installation(where: string, action: 'add' | 'remove'): Promise<Delivery[]> {
    const isThere = action === 'add'
    const conversation =
      where === '@bot' ? personalConversation(world, person) : conversationAt(world, person, where)
    const { team } = conversation
    if (where === '@bot') person.hasApp = isThere
    conversation.hasBot = isThere
    for (const id of team?.channels ?? [])
      Object.assign(world.conversations.get(id) ?? {}, { hasBot: isThere })
    if (team !== undefined) team.hasBot = isThere
    const bot = [world.app.botId]
    return [
      await deliver(activities.members(person, conversation, isThere ? bot : [], isThere ? [] : bot)),
      await deliver(activities.installation(person, conversation, action)),
    ]
  }

  const self: TeamsPerson = {
    id: person.id,
    aadObjectId: person.aadObjectId,
    client: 'new',
    notes,
    troubles,
    ...teamsSpeaking(teams, person),
    ...teamsPressing({ teams, person, client, dialogs, tell }),
    ...filling,
    ...teamsSeeing(world, person, client),
    installs: (where = '@bot') => installation(where, 'add'),
    uninstalls: (where = '@bot') => installation(where, 'remove'),
  }
  return self
}
