import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { draftOfCommand } from '../src/bot/slack/inbound/command.ts'
import { readSources } from './harness/imports.ts'
import {
  heard,
  type Manifest,
  manifestProblems,
  methodsIn,
  type SlackUse,
  scopesExplained,
} from './harness/slack-app.ts'

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8')
const manifest = parse(read('manifest.yml')) as Manifest
const sources = readSources(join(import.meta.dirname, '../src/bot/slack'))
const use: SlackUse = { methods: methodsIn(sources.values()), ...heard() }

/** The manifest, changed. */
function planted(change: (manifest: Manifest) => void): Manifest {
  const copy = structuredClone(manifest)
  change(copy)
  return copy
}

test('the manifest asks for what the program uses, and for nothing else', () => {
  expect(use.methods.size).toBeGreaterThan(10)
  expect(manifestProblems(manifest, use)).toEqual([])
})

test.each<[string, string, (manifest: Manifest) => void]>([
  [
    'an extra scope',
    'scope channels:manage: nothing needs it',
    ({ oauth_config: oauth }) => oauth?.scopes?.bot?.push('channels:manage'),
  ],
  [
    'a missing scope',
    'scope app_mentions:read: it is missing',
    ({ oauth_config: oauth }) => oauth?.scopes?.bot?.splice(0, 1),
  ],
  [
    'an event that nobody hears',
    'event reaction_added: nothing needs it',
    ({ settings }) => settings?.event_subscriptions?.bot_events?.push('reaction_added'),
  ],
  [
    'an event that is not subscribed',
    'event app_home_opened: it is missing',
    ({ settings }) => settings?.event_subscriptions?.bot_events?.splice(0, 1),
  ],
  [
    'a shortcut under another name',
    'shortcut ask_about_this: it is missing',
    ({ features }) => {
      for (const shortcut of features?.shortcuts ?? []) shortcut.callback_id = 'ask_this'
    },
  ],
])('%s is found', (_, problem, change) => {
  expect(manifestProblems(planted(change), use)).toContain(problem)
})

test('a call that nobody knows the scope of is found', () => {
  const methods = methodsIn(['await parts.client.reactions\n  .add({ channel })'])
  expect(manifestProblems(manifest, { ...use, methods })).toContain(
    'it is not known which scope reactions.add needs',
  )
})

test('what is typed behind the slash command is read as the words of that command', () => {
  const typed = { channel_id: 'C1', user_id: 'U1', trigger_id: '1', response_url: '', text: 'status' }
  const { inbound } = draftOfCommand(typed as Parameters<typeof draftOfCommand>[0])
  const [command] = manifest.features?.slash_commands ?? []
  expect(inbound).toEqual({ kind: 'message', text: `${command?.command} status` })
})

test('the guide explains every scope of the manifest, and no other', () => {
  expect(scopesExplained(read('docs/slack.md')).toSorted()).toEqual(
    manifest.oauth_config?.scopes?.bot?.toSorted(),
  )
})

test('what people read in the manifest fits where Slack shows it', () => {
  const { display_information: display, features } = manifest
  expect(display.name.length).toBeLessThanOrEqual(35)
  expect(display.description?.length).toBeLessThanOrEqual(140)
  expect(features?.agent_view?.agent_description?.length).toBeLessThanOrEqual(300)
  expect(features?.agent_view?.suggested_prompts?.length).toBeLessThanOrEqual(4)
  expect(features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/)
})
