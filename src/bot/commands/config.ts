import type { SettingChange, SettingsView } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import { changesText } from '../../sops/parameters/changes.ts'
import { timeOfDay } from '../../sops/times.ts'
import type { Card } from '../card.ts'
import { secretLinkCard, settingCard, settingsCard, spilledCard } from '../cards/config.ts'
import { hidden } from '../chat-secrets.ts'
import type { Asked, Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { planRun } from '../runs/plan.ts'
import { type ConfigWords, configWords } from './words-of-config.ts'

/** `config`: shows what may be changed, or opens the plan of a change. */
export async function config({ text }: Asked, request: Request): Promise<undefined> {
  await answer(configWords(text), request)
}

/** A change that was typed at a button: one setting's value, or assignments. */
export async function changeConfig({ value: name, input = '' }: Press, request: Request): Promise<undefined> {
  const typed = input.trim()
  if (name === '-') return await answer(configWords(typed), request)
  await answer({ kind: 'changes', changes: [{ name, value: typed }], reason: null }, request)
}

/** The page for a secret, in the answer to a press. */
export async function replaceSecret({ value: name }: Press, request: Request): Promise<undefined> {
  await answer({ kind: 'setting', name, isSecret: true }, request)
}

async function answer(words: ConfigWords, request: Request): Promise<undefined> {
  // Whoever may not is told who may, whatever was written; but a secret is a secret.
  if (words.kind === 'secret') return await whisper(spilled(words.name, request), request)
  if (words.kind === 'changes') return await planChanges(words.changes, words.reason, request)
  if (!may(request.person, 'change-config')) return await planChanges([], null, request)
  if (words.kind === 'unclear') throw unclear(words.words)
  await whisper(await cardFor(words, request), request)
}

async function planChanges(
  changes: SettingChange[],
  reason: string | null,
  request: Request,
): Promise<undefined> {
  const spill = changes.find((change) => 'value' in change && change.value?.includes(hidden))
  if (spill !== undefined) return await whisper(spilled(spill.name, request), request)
  await planRun({ procedure: 'config', parameters: { changes: changesText(changes) }, reason }, request)
}

async function cardFor(
  words: Extract<ConfigWords, { kind: 'nothing' | 'setting' }>,
  request: Request,
): Promise<Card> {
  const view = await request.with.agent.read('settings', {}, request.signal)
  if (words.kind === 'nothing') return settingsCard(view)
  const setting = changeable(words.name, view)
  return setting.secret ? linkCard(setting.name, request) : settingCard(setting)
}

function changeable(name: string, { settings }: SettingsView): SettingsView['settings'][number] {
  const setting = settings.find((one) => one.name === name)
  if (setting?.changeable === true) return setting
  throw new UserError('forbidden_setting', `${name} may not be changed from here.`, {
    action: 'See /ai config for those that may.',
    status: 403,
  })
}

function linkCard(setting: string, { delivery, with: { secretLinks, runbook } }: Request): Card {
  if (secretLinks === null) {
    throw new UserError(
      'no_secret_page',
      'There is no page for secrets here: TOKEN_PRIVATE_KEY is not set.',
      {
        action: 'Set it, then start the bot again.',
      },
    )
  }
  const { path, until } = secretLinks.linkTo({ setting, delivery: delivery.key })
  return secretLinkCard(setting, path, timeOfDay(until, runbook().service.time_zone))
}

/** The web chat keeps what we keep; elsewhere the message stands as it was written. */
const spilled = (name: string, { platform }: Request): Card => spilledCard(name, !platform.isPrivate)

function unclear(words: string): UserError {
  return new UserError('unclear', `“${words.slice(0, 60)}” is not how a setting is changed.`, {
    action: 'For example: /ai config OPENAI_MODEL=gpt-4o-mini because it is cheaper. See /ai config for all.',
  })
}

async function whisper(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
