import { createHash, scryptSync } from 'node:crypto'
import { type Config, type SettingName, settings } from '../config.ts'

/**
 * A short digest that changes whenever a setting does, secrets included. Secrets go in together through scrypt,
 * so that the digest cannot be used to try passwords one by one.
 */
export function settingsDigest(config: Config): string {
  const names = Object.keys(settings).sort() as SettingName[]
  const isSecret = (name: SettingName) => 'secret' in settings[name]
  const lines = (chosen: SettingName[]) =>
    chosen.map((name) => `${name}=${JSON.stringify(config[name])}`).join('\n')
  const open = lines(names.filter((name) => !isSecret(name)))
  const sealed = scryptSync(lines(names.filter(isSecret)), open, 32)
  return createHash('sha256').update(open).update(sealed).digest('hex').slice(0, 16)
}
