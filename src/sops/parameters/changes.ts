import { z } from 'zod'
import { type SettingChange, type SettingsDiff, settingChangeSchema } from '../../agent-api.ts'
import { settings } from '../../config.ts'
import { UserError } from '../../errors.ts'
import type { Parameter } from '../sop.ts'
import type { ParameterKind } from './kind.ts'

/** What the agent says of what is not set, and of a secret that is the same. */
const notSet = 'not set'
const sameSecret = 'the same value'

const changesSchema = z.array(settingChangeSchema).min(1).max(30)

/** What settings are to be, as a plan has it: one change a setting, in the order of their names. */
export function changesText(changes: readonly SettingChange[]): string {
  return JSON.stringify(changes.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
}

/** The changes of a plan. @throws UserError for what are none. */
export function changesIn(text: string | undefined): SettingChange[] {
  const parsed = changesSchema.safeParse(jsonOf(text))
  if (!parsed.success) {
    throw new UserError('bad_changes', 'It is not said which setting is to be what.', {
      action: 'Write a setting and its value, such as OPENAI_MODEL=gpt-4o-mini.',
    })
  }
  const names = parsed.data.map(({ name }) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return parsed.data
  throw new UserError('bad_changes', `${twice} is to be two things at once.`, { action: 'Name it once.' })
}

/** What settings are to be. A secret is here only as the handle of a value that the agent holds. */
export const changes: ParameterKind<Extract<Parameter, { kind: 'changes' }>> = {
  check: (text) => changesText(changesIn(text)),
  async lookUp(text, { agent }) {
    const wanted = changesIn(text)
    const open = wanted.find(
      ({ name, ...change }) => 'value' in change && change.value !== null && isSecret(name),
    )
    if (open !== undefined) throw secretInPlan(open.name)
    const diff = await agent.read('settings_diff', { changes: wanted })
    if (diff.problems.length > 0) throw invalid(diff.problems)
    const lines = diff.lines.map(({ name, before, after }) => ({
      label: name,
      value: `${before} → ${after}`,
    }))
    if (diff.lines.every(isSame)) throw noChange(diff.lines)
    const changed = lines.length === 1 ? '1 setting' : `${lines.length} settings`
    return { lines, found: { file: diff.file, file_digest: diff.file_digest, changed } }
  },
}

function isSecret(name: string): boolean {
  return 'secret' in (Object.entries(settings).find(([known]) => known === name)?.[1] ?? {})
}

/** Whether a line changes nothing for the program: what is not set is its default. */
function isSame({ name, before, after }: SettingsDiff['lines'][number]): boolean {
  if (after === sameSecret || before === after) return true
  const row = Object.entries(settings).find(([known]) => known === name)?.[1]
  if (row === undefined || 'secret' in row) return false
  const effective = (text: string) => row.schema.safeParse(text === notSet ? undefined : text).data
  return effective(before) === effective(after)
}

function noChange(lines: SettingsDiff['lines']): UserError {
  const names = lines.map(({ name }) => name).join(', ')
  return new UserError(
    'no_change',
    `${names} ${lines.length === 1 ? 'is' : 'are'} so already: nothing would change.`,
    {
      action: 'See /ai config for what is set.',
    },
  )
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

function secretInPlan(name: string): UserError {
  return new UserError('secret_in_plan', `${name} is a secret, and no plan holds one.`, {
    action: `Type /ai config ${name} for a page that takes it.`,
  })
}

function invalid(problems: string[]): UserError {
  return new UserError(
    'invalid_settings',
    `The settings would not be valid: ${problems.slice(0, 3).join(' ')}`,
    {
      action: 'Give another value. Nothing was changed.',
    },
  )
}
