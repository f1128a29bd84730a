import { UserError } from './errors.ts'

/**
 * A piece of an env file: an assignment, or text that is none and is kept as it is. What an assignment says is
 * `value`; it is undefined where only Compose could tell, because it holds a variable that the file does not set.
 */
export interface EnvPiece {
  /** Everything before the value: the name and the sign behind it. */
  head: string
  /** The value as it is written. */
  written: string
  /** Everything behind it: a comment, the end of the line. */
  tail: string
  name?: string
  value?: string | undefined
}

/** `NAME=`, with what may stand before and behind the sign. */
const assignment = /[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*[=:][ \t]*/y
const line = /[^\n]*\n?/y

/**
 * Reads the text of an env file as Compose reads its `env_file`.
 * @throws UserError naming the line of a quotation that does not end.
 */
export function parseEnv(text: string): EnvPiece[] {
  const pieces: EnvPiece[] = []
  for (let at = 0; at < text.length; ) {
    const head = matchAt(assignment, text, at)
    const piece = head === undefined ? other(text, at) : assigned(text, at, head, valuesOf(pieces))
    pieces.push(piece)
    at += textOf([piece]).length
  }
  return pieces
}

/** The text that pieces came from, or make now. */
export function textOf(pieces: EnvPiece[]): string {
  return pieces.map(({ head, written, tail }) => head + written + tail).join('')
}

/** What a file sets, the last assignment of a name in force; without what only Compose could tell. */
export function valuesOf(pieces: EnvPiece[]): Record<string, string> {
  const values = new Map<string, string>()
  for (const { name, value } of pieces) {
    if (name === undefined) continue
    if (value === undefined) values.delete(name)
    else values.set(name, value)
  }
  return Object.fromEntries(values)
}

/**
 * The pieces with another value of a name, or without it (null). Everything else stays as it is.
 * @throws UserError for a value that no env file can hold.
 */
export function withValue(pieces: EnvPiece[], name: string, value: string | null): EnvPiece[] {
  if (value === null) return pieces.filter((piece) => piece.name !== name)
  const written = writtenForm(name, value)
  const at = pieces.findLastIndex((piece) => piece.name === name)
  if (at >= 0) return pieces.map((piece, index) => (index === at ? { ...piece, written, value } : piece))
  const isOpen = pieces.length > 0 && !textOf(pieces).endsWith('\n')
  return [...pieces, { head: `${isOpen ? '\n' : ''}${name}=`, written, tail: '\n', name, value }]
}

/** Plain where nothing in it means anything to anybody, otherwise in single quotes, where nothing is replaced. */
function writtenForm(name: string, value: string): string {
  const written = /^[\w./:@%+,=-]+$/.test(value) ? value : `'${value.replaceAll("'", "\\'")}'`
  if (!/\p{Cc}/u.test(value) && readsBack(written, value)) return written
  throw new UserError('unwritable_value', `The value of ${name} cannot stand in an env file.`, {
    action: 'Leave out control characters, and a backslash before a quotation mark or at the end.',
  })
}

function readsBack(written: string, value: string): boolean {
  try {
    return parseEnv(`X=${written}\n`)[0]?.value === value
  } catch {
    return false
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at
  return pattern.exec(text) ?? undefined
}

function other(text: string, at: number): EnvPiece {
  return { head: matchAt(line, text, at)?.[0] ?? '', written: '', tail: '' }
}

function assigned(
  text: string,
  at: number,
  [head, name = '']: RegExpExecArray,
  known: Record<string, string>,
): EnvPiece {
  const from = at + head.length
  const quote = text[from]
  const written = quote === "'" || quote === '"' ? quoted(text, from) : plain(text, from)
  const tail = matchAt(line, text, from + written.length)?.[0] ?? ''
  return { head, written, tail, name, value: meaning(written, known) }
}

/** Up to a comment or the end of the line. */
function plain(text: string, from: number): string {
  const [content = ''] = (matchAt(line, text, from)?.[0] ?? '').split(' #')
  return content.trimEnd()
}

/** With its quotation marks; a backslash takes the meaning from the one that follows it. */
function quoted(text: string, from: number): string {
  const end = text.startsWith("'", from) ? /'(?:\\.|[^'\\])*'/sy : /"(?:\\.|[^"\\])*"/sy
  const found = matchAt(end, text, from)?.[0]
  if (found !== undefined) return found
  const number = text.slice(0, from).split('\n').length
  throw new UserError('bad_env_file', `The quotation in line ${number} of the settings file does not end.`, {
    action: 'Close it, or take the quotation mark away.',
  })
}

function meaning(written: string, known: Record<string, string>): string | undefined {
  const inner = written.slice(1, -1)
  if (written.startsWith("'")) return inner.replaceAll("\\'", "'")
  if (written.startsWith('"')) return filled(unescaped(inner), known)
  return filled(written, known)
}

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' }

function unescaped(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, sign: string) => escapes[sign] ?? sign)
}

/** Variables in place of their names: those that the file set before; `$$` is a plain sign. */
function filled(text: string, known: Record<string, string>): string | undefined {
  let isKnown = true
  const result = text.replace(
    /\$(?:(\$)|\{(\w+)\}|([A-Za-z_]\w*))?/g,
    (_, sign?: string, inBraces?: string, bare?: string) => {
      if (sign !== undefined) return sign
      const value = known[inBraces ?? bare ?? '']
      if (value === undefined) isKnown = false
      return value ?? ''
    },
  )
  return isKnown ? result : undefined
}
