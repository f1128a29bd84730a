import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { addChannel } from '../fakes/slack/channels.ts'
import type { Delivery } from '../fakes/slack/deliver.ts'
import { namedId } from '../fakes/slack/ids.ts'
import { addUser, type NewUser } from '../fakes/slack/users.ts'
import type { Channel } from '../fakes/slack/world.ts'
import { type Installation, type SlackServer, startSlackServer } from '../fakes/slack.ts'
import { channelNamed, userNamed } from './slack-names.ts'
import { type SlackPerson, slackPerson } from './slack-person.ts'

/** A Slack in which people act. */
export interface FakeSlack extends SlackServer {
  /** Somebody by name or id: `maria`. */
  person(name: string): SlackPerson
  /** Takes somebody new in; they are in #general. */
  addPerson(name: string, options?: NewUser): SlackPerson
  /** A channel by name or id: `#ops`. */
  channel(name: string): Channel
  /** Opens a channel with everybody in it; the bot too, unless it is left out. */
  addChannel(name: string, options?: { isPrivate?: boolean; withoutBot?: boolean }): Channel
  /** A conversation of these people and the bot, without a channel. */
  addGroupChat(name: string, people: string[]): Channel
  /** The direct messages of two people, which the bot sees nothing of. */
  addDirectChat(name: string, people: [string, string]): Channel
  /** A user group with these people in it. @returns its id. */
  addGroup(name: string, people: string[]): string
  /** Sends something again, so many times at once. */
  repeats(delivery: Delivery, times: number): Promise<Delivery[]>
}

/** The people of config/people.yml. */
export const slackPeople = ['maria', 'nikos', 'anna', 'petros', 'kim', 'alex']

interface Manifest {
  oauth_config: { scopes: { bot: string[] } }
  settings: { event_subscriptions: { bot_events: string[] } }
}

/** As an administrator installs it: by the manifest. */
function installation(): Installation {
  const text = readFileSync(join(import.meta.dirname, '../../manifest.yml'), 'utf8')
  const { oauth_config: oauth, settings } = parse(text) as Manifest
  return { scopes: oauth.scopes.bot, events: settings.event_subscriptions.bot_events }
}

/**
 * Starts a Slack with the people of people.yml and the channels #general, #ops and #cases, in which the bot is, and
 * #random and #secret (private), in which it is not.
 */
export async function startFakeSlack(): Promise<FakeSlack> {
  const server = await startSlackServer(installation())
  const { world, deliver } = server
  for (const name of slackPeople) addUser(world, name)

  const open: FakeSlack['addChannel'] = (name, { isPrivate = false, withoutBot = false } = {}) => {
    const members = [...world.users.keys()].filter((id) => !withoutBot || id !== world.app.botUserId)
    return addChannel(world, name.replace('#', ''), isPrivate ? 'private' : 'public', members)
  }
  for (const name of ['#general', '#ops', '#cases']) open(name)
  open('#random', { withoutBot: true })
  open('#secret', { isPrivate: true, withoutBot: true })

  const idOf = (name: string) => userNamed(world, name).id
  const people = new Map<string, SlackPerson>()
  function person(name: string): SlackPerson {
    const user = userNamed(world, name)
    const known = people.get(user.id) ?? slackPerson(server, user)
    people.set(user.id, known)
    return known
  }

  return {
    ...server,
    person,
    addPerson: (name, options) => {
      const { id } = addUser(world, name, options)
      channelNamed(world, '#general').members.add(id)
      return person(id)
    },
    channel: (name) => channelNamed(world, name),
    addChannel: open,
    addGroupChat: (name, members) =>
      addChannel(world, name, 'group', [...members.map(idOf), world.app.botUserId]),
    addDirectChat: (name, members) => addChannel(world, name, 'im', members.map(idOf)),
    addGroup: (name, members) => {
      const id = namedId('S', name)
      world.groups.set(id, new Set(members.map(idOf)))
      return id
    },
    repeats: ({ kind, body }, times) => Promise.all(Array.from({ length: times }, () => deliver(kind, body))),
  }
}
