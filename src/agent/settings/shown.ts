import { type SettingName, settings } from '../../config.ts'

/** What is told of a setting that the file does not set. */
export const notSet = 'not set'

/** A secret so long says nothing by its last letters. */
const longEnough = 24

interface Row {
  doc: string
  secret: boolean
  changeable: boolean
}

export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(settings, name)
}

/** What the table of settings says of a name. What it does not know is nobody's to see or to change. */
export function rowOf(name: string): Row {
  if (!isSetting(name)) return { doc: 'Not a setting of this program.', secret: true, changeable: false }
  const row = settings[name]
  return { doc: row.doc, secret: 'secret' in row, changeable: 'changeable' in row }
}

/** The settings that may be changed, in the order of the table. */
export const changeableNames = Object.keys(settings).filter((name) => rowOf(name).changeable)

/** A value as it leaves the agent. */
export function shown(name: string, value: string): string {
  if (!rowOf(name).secret) return value
  if (value === '') return notSet
  return value.length < longEnough || value.includes('://') ? 'set' : `set, ends in …${value.slice(-4)}`
}
