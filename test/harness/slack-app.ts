import type { App } from '@slack/bolt'
import type { AppsManifestCreateArguments } from '@slack/web-api'
import type { ListenerParts } from '../../src/bot/slack/listeners/parts.ts'
import { addListeners } from '../../src/bot/slack/listeners.ts'

export type Manifest = AppsManifestCreateArguments['manifest']

/** What the program asks of Slack and hears from it, as its sources have it. */
export interface SlackUse {
  /** `chat.postMessage` */
  methods: Set<string>
  /** `app_mention`, `message` */
  events: Set<string>
  /** Whether a command is heard. */
  hearsCommand(name: string): boolean
  /** The callback ids of shortcuts. */
  shortcuts: Set<string>
}

/** The bot scopes that a method needs, from its page in Slack's reference; all of them where they are by kind of channel. */
const scopesOfMethod: Record<string, string[]> = {
  'apps.connections.open': [], // an app-level token's connections:write
  'assistant.threads.setStatus': ['chat:write'],
  'assistant.threads.setSuggestedPrompts': ['assistant:write'],
  'auth.test': [],
  'chat.delete': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.stopStream': ['chat:write'],
  chatStream: ['chat:write'], // chat.startStream, chat.appendStream, chat.stopStream
  'conversations.history': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'conversations.replies': ['channels:history', 'groups:history', 'im:history', 'mpim:history'],
  'files.info': ['files:read'],
  'usergroups.users.list': ['usergroups:read'],
  'users.info': ['users:read'],
  'views.open': [],
  'views.publish': [],
}

/** The bot scopes that an event of the manifest needs, from its page in Slack's reference. */
const scopesOfEvent: Record<string, string[]> = {
  app_home_opened: [],
  app_mention: ['app_mentions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  'message.mpim': ['mpim:history'],
}

/** Reads which methods sources call, by `client.chat.postMessage(` and the like. */
export function methodsIn(sources: Iterable<string>): Set<string> {
  const call = /\bclient\s*\.\s*(\w+(?:\s*\.\s*\w+)*)\s*\(/g
  const calls = [...sources].flatMap((source) => [...source.matchAll(call)].map(([, name = '']) => name))
  return new Set(calls.map((name) => name.replaceAll(/\s/g, '')))
}

/** What the listeners of the program hear. */
export function heard(): Omit<SlackUse, 'methods'> {
  const events = new Set<string>()
  const shortcuts = new Set<string>()
  const commands: (string | RegExp)[] = []
  const app = {
    use: () => undefined,
    event: (name: string) => void events.add(name),
    command: (name: string | RegExp) => void commands.push(name),
    shortcut: ({ callback_id: id }: { callback_id: string }) => void shortcuts.add(id),
    action: () => undefined,
    view: () => undefined,
  }
  addListeners(app as unknown as App, {} as ListenerParts)
  const hearsCommand = (name: string): boolean =>
    commands.some((command) => (typeof command === 'string' ? command === name : command.test(name)))
  return { events, shortcuts, hearsCommand }
}

/** Where a manifest and the program differ, each as one line; empty where they agree. */
export function manifestProblems(manifest: Manifest, use: SlackUse): string[] {
  const scopes = manifest.oauth_config?.scopes?.bot ?? []
  const { slash_commands: commands = [], shortcuts = [] } = manifest.features ?? {}
  const events = manifest.settings?.event_subscriptions?.bot_events ?? []
  const { needed, unknown } = neededScopes(manifest, use)
  return [
    ...unknown.map((name) => `it is not known which scope ${name} needs`),
    ...differences('scope', scopes, needed),
    ...differences('event', events, subscriptionsFor(use.events)),
    ...differences(
      'shortcut',
      shortcuts.map(({ callback_id: id }) => id),
      use.shortcuts,
    ),
    ...commands.flatMap(({ command }) =>
      use.hearsCommand(command) ? [] : [`command ${command}: nobody hears it`],
    ),
  ]
}

/** A listener for messages hears those of every kind of conversation. */
function subscriptionsFor(events: Set<string>): string[] {
  const kinds = Object.keys(scopesOfEvent).filter((name) => name.startsWith('message.'))
  return [...events].flatMap((event) => (event === 'message' ? kinds : [event]))
}

function neededScopes(manifest: Manifest, { methods }: SlackUse): { needed: Set<string>; unknown: string[] } {
  const { slash_commands: commands = [], shortcuts = [] } = manifest.features ?? {}
  const events = manifest.settings?.event_subscriptions?.bot_events ?? []
  const table = { ...scopesOfMethod, ...scopesOfEvent }
  const used = [...methods, ...events]
  const needed = new Set(used.flatMap((name) => table[name] ?? []))
  if (commands.length + shortcuts.length > 0) needed.add('commands')
  return { needed, unknown: used.filter((name) => table[name] === undefined) }
}

function differences(kind: string, given: Iterable<string>, needed: Iterable<string>): string[] {
  const [there, wanted] = [new Set(given), new Set(needed)]
  return [
    ...[...there].flatMap((name) => (wanted.has(name) ? [] : [`${kind} ${name}: nothing needs it`])),
    ...[...wanted].flatMap((name) => (there.has(name) ? [] : [`${kind} ${name}: it is missing`])),
  ]
}

/** The scopes that the table of a page explains: rows that begin with one, in backquotes. */
export function scopesExplained(page: string): string[] {
  return [...page.matchAll(/^\| `([a-z_]+(?::[a-z_.]+)?)` \| (?=\S)/gm)].map(([, scope = '']) => scope)
}
