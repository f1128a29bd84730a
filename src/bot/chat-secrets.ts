import { settings } from '../config.ts'
import type { Inbound } from './platform.ts'

/** What stands in the place of a secret that somebody wrote. */
export const hidden = '[secret]'

const names = Object.entries(settings).flatMap(([name, row]) => ('secret' in row ? [name] : []))

/** `OPENAI_API_KEY=…` up to the next assignment, the reason or the end of the line. */
const assigned = new RegExp(
  `\\b(${names.join('|')})(\\s*[=:]\\s*)(?!\\s*$)([^\\n]+?)(?=\\s+[A-Za-z_]\\w*\\s*=|\\s+because\\s|\\s*$)`,
  'gim',
)
/** `config OPENAI_API_KEY sk-…`, `OPENAI_API_KEY to sk-…`: a word behind the name that looks like no word. */
const behindName = new RegExp(`\\b(${names.join('|')})(\\s+(?:(?:to|is|as)\\s+)?)(?=\\S*\\d)(\\S{8,})`, 'gi')

/** What is a secret by its own form, whatever it is called. */
const shapes: [RegExp, string][] = [
  [/\bsk-[A-Za-z0-9_-]{16,}/g, hidden],
  [/\bxox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}/g, hidden],
  [/\bxapp-[A-Za-z0-9-]{10,}/g, hidden],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi, `$1${hidden}`],
]

/** A text without the secrets that somebody wrote into it. */
export function withoutSecrets(text: string): string {
  const unnamed = text.replace(assigned, `$1$2${hidden}`).replace(behindName, `$1$2${hidden}`)
  return shapes.reduce((clean, [shape, instead]) => clean.replace(shape, instead), unnamed)
}

/** What somebody sent, without the secrets: what is kept of it. */
export function inboundWithoutSecrets(inbound: Inbound): Inbound {
  switch (inbound.kind) {
    case 'message':
    case 'edit':
      return { ...inbound, text: withoutSecrets(inbound.text) }
    case 'click':
      return {
        ...inbound,
        ...(inbound.input !== undefined && { input: withoutSecrets(inbound.input) }),
        ...(inbound.fields !== undefined && { fields: cleanFields(inbound.fields) }),
      }
    default:
      return inbound
  }
}

function cleanFields(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, withoutSecrets(value)]))
}
