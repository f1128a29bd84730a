import { type Role, secretsOf } from '../../src/agent/environment.ts'
import { type SettingName, settings } from '../../src/config.ts'
import type { Installation } from './installation.ts'

/** What stands in a process's file and is no setting, or a secret that the process does not need. */
export function foreignSettings(file: string, values: Record<string, string>, role: Role): string[] {
  const isSetting = (name: string): name is SettingName => Object.hasOwn(settings, name)
  return Object.keys(values).flatMap((name) => {
    if (!isSetting(name)) return [`${name} in ${file} is no setting; see docs/settings.md.`]
    const isSecret = 'secret' in settings[name] && values[name] !== ''
    if (!isSecret || secretsOf[role].includes(name)) return []
    return [`${name} does not belong in ${file}: the ${role} does not need this secret.`]
  })
}

const example = /^(KEY|PASSWORD|CHANGE_?ME)$|:PASSWORD@|\bexample\.(com|org|net)\b/i

/** Values that stand in the examples, and people of the invented company. */
export function placeholders({ stack, assistant, bot, people }: Installation): string[] {
  const files = { '.env': stack, '.env.production': assistant, '.env.bot': bot }
  const values = Object.entries(files).flatMap(([file, entries]) =>
    Object.entries(entries)
      .filter(([, value]) => example.test(value))
      .map(([name]) => `${name} in ${file} is an example; put in your own.`),
  )
  const invented = (people?.all ?? []).filter(({ email }) => email?.endsWith('@autoboss.example'))
  const names = invented.map(({ id }) => id).join(', ')
  return invented.length === 0 ? values : [...values, `people.yml still holds sample people: ${names}.`]
}
