import { type Config, type SettingName, settings } from '../config.ts'
import type { Secrets } from './secrets.ts'

/** Takes secrets out of a text. */
export type Mask = (text: string) => string

const masked = '[secret]'

/** Shorter values would eat ordinary words: they are not masked. */
const shortest = 6

/** Secrets that nobody told us, known by their shape. What is kept stands in the first group. */
const shapes: RegExp[] = [
  /()\bsk-[A-Za-z0-9_-]{8,}/g,
  /()\bx(?:ox[a-z]|app)-[A-Za-z0-9-]{6,}/g,
  /()\baia_[0-9a-f]{12}_[A-Za-z0-9_-]{20,}/g,
  /(:\/\/)[^\s/@:"'<>]{0,200}:[^\s/@"'<>]{1,500}(?=@)/g,
  /(\bBearer\s+)[A-Za-z0-9._~+/=-]{6,}/gi,
  /()\beyJ[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{5,4000}\.[A-Za-z0-9_-]{0,4000}/g,
]

/** A mask for these values, in every form in which programs print them, and for whatever looks like a secret. */
export function createMask(values: string[]): Mask {
  const lines = values.flatMap((value) => value.split(/\r?\n/)).filter((line) => line.length >= shortest)
  const longestFirst = [...new Set(lines)].sort((a, b) => b.length - a.length)
  const forms = longestFirst.flatMap((value) => [printedForm(value), ...base64Forms(value)])
  const known = forms.length === 0 ? undefined : new RegExp(forms.join('|'), 'g')
  return (text) => {
    const first = known === undefined ? text : text.replace(known, masked)
    return shapes.reduce((left, shape) => left.replace(shape, `$1${masked}`), first)
  }
}

/** What the agent made up. */
export function agentSecrets({ assistant, ops, tokens, reader, maintainer }: Secrets): string[] {
  return [...Object.values(assistant), ...Object.values(ops), tokens.privateKey, reader, maintainer]
}

/** The values of secret settings, and the passwords in them. */
export function secretSettings(config: Config): string[] {
  return (Object.keys(settings) as SettingName[])
    .filter((name) => 'secret' in settings[name])
    .flatMap((name) => withPassword(String(config[name] ?? '')))
}

/** A value and, of an address, the password in it: as it stands there, and as it is meant. */
export function withPassword(value: string): string[] {
  const written = URL.parse(value)?.password ?? ''
  return [value, written, decoded(written)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Raw, JSON, shell and URL in one pattern: each sign as itself or escaped in one of their ways. */
function printedForm(value: string): string {
  return (value.match(/\\+|./gsu) ?? []).map(signForm).join('')
}

const quoted = (sign: string): string => sign.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

function signForm(sign: string): string {
  if (/[A-Za-z0-9]/.test(sign)) return sign
  const percent = [...Buffer.from(sign)].map((byte) => `%${eitherCase(byte.toString(16).padStart(2, '0'))}`)
  const unicode = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at)).map(
    (code) => `\\\\{1,4}u${eitherCase(code.toString(16).padStart(4, '0'))}`,
  )
  // Backslashes are taken as one run: one by one, a text of many would be tried in more ways than there is time.
  const isRun = sign.startsWith('\\')
  const itself = isRun ? `\\\\{${sign.length},${8 * sign.length}}` : `\\\\{0,4}${quoted(sign)}`
  return `(?:${[percent.join(''), unicode.join(''), ...special(sign), itself].join('|')})`
}

function special(sign: string): string[] {
  // A shell ends the quotation for a quotation mark, and begins another.
  // SQL and CSV double it.
  if (sign === "'") return ["'\\\\{1,2}''", `'"'"'`, "''"]
  if (sign === '"') return ['""']
  // A form's space.
  if (sign === ' ') return ['\\+']
  if (sign === '\t') return ['\\\\{1,4}t']
  return []
}

function eitherCase(hex: string): string {
  return hex.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
}

/** A longer text may begin at any of three places of a value's bytes: three patterns, without the mixed ends. */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)]
    const own = text.slice(from, to).replaceAll('+', '[+-]').replaceAll('/', '[/_]')
    // In a URL or in JSON the two signs may be escaped in their turn.
    const escaped = own.replaceAll('[+-]', '(?:[+-]|%2[bB])').replaceAll('[/_]', '(?:[/_]|\\\\?/|%2[fF])')
    return `${escaped}[A-Za-z0-9+/_-]?={0,2}`
  })
}
