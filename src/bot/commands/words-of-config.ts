import type { SettingChange } from '../../agent-api.ts'
import { settings } from '../../config.ts'
import { hidden } from '../chat-secrets.ts'
import { reasonOf } from './reason.ts'

/** What stands behind `config`. */
export type ConfigWords =
  | { kind: 'nothing' }
  /** A setting alone: what is it to be? */
  | { kind: 'setting'; name: string; isSecret: boolean }
  | { kind: 'changes'; changes: SettingChange[]; reason: string | null }
  /** A secret was written into the chat. */
  | { kind: 'secret'; name: string }
  | { kind: 'unclear'; words: string }

const assignment = /^([A-Za-z]\w*)=("[^"]*"|'[^']*'|\S*)(?:\s+|$)/

/** Reads `[SETTING=value …] [because reason]`; names in any case, values in quotes where they hold spaces. */
export function configWords(text: string): ConfigWords {
  const [, before = '', why] = /^([\s\S]*?)(?:(?:^|\s+)because\s+([\s\S]+))?$/i.exec(text.trim()) ?? []
  const words = before.trim()
  if (words === '') return { kind: 'nothing' }
  const secret = namesOf(words).find(isSecret)
  if (secret !== undefined && words.includes(hidden)) return { kind: 'secret', name: secret }
  const alone = /^[A-Za-z]\w*$/.exec(words)?.[0].toUpperCase()
  if (alone !== undefined && Object.hasOwn(settings, alone)) {
    return { kind: 'setting', name: alone, isSecret: isSecret(alone) }
  }
  const changes = changesIn(words)
  if (changes === null) return { kind: 'unclear', words }
  const open = changes.find((change) => isSecret(change.name) && 'value' in change && change.value !== null)
  if (open !== undefined) return { kind: 'secret', name: open.name }
  return { kind: 'changes', changes, reason: reasonOf(why) }
}

/** Whether the words behind the command can only be meant for it. */
export function isConfigWords(text: string): boolean {
  return configWords(text).kind !== 'unclear'
}

function isSecret(name: string): boolean {
  return 'secret' in (Object.entries(settings).find(([known]) => known === name)?.[1] ?? {})
}

const namesOf = (words: string): string[] =>
  [...words.matchAll(/[A-Za-z]\w*/g)].map(([name]) => name.toUpperCase())

/** null where something else stands among them. */
function changesIn(words: string): SettingChange[] | null {
  const changes: SettingChange[] = []
  for (let rest = words; rest !== ''; ) {
    const [whole, name, written = ''] = assignment.exec(rest) ?? []
    if (whole === undefined || name === undefined) return null
    const value = written.replace(/^(["'])(.*)\1$/s, '$2')
    changes.push({ name: name.toUpperCase(), value: value === '' ? null : value })
    rest = rest.slice(whole.length)
  }
  return changes
}
