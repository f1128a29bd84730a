/** A mail as a mail program would show it. */
export interface Mail {
  /** By their names in lower case, decoded; what comes twice stands there twice. */
  headers: Record<string, string[]>
  text: string
  /** As it came over the line. */
  raw: string
}

/** Reads a mail in plain text. @throws Error where it is not as RFC 5322 and 2045 have it. */
export function readMail(raw: string): Mail {
  const end = raw.indexOf('\r\n\r\n')
  if (end < 0) throw new Error('a mail without an empty line')
  if (/[^\r]\n|\r[^\n]/.test(raw)) throw new Error('a line break of one character')
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]/g, ' ')
    .split('\r\n')
  const headers: Mail['headers'] = {}
  for (const line of lines) {
    const [, name, value = ''] = /^([!-9;-~]+): ?([ -~]*)$/.exec(line) ?? []
    if (name === undefined) throw new Error(`not a header: ${line}`)
    headers[name.toLowerCase()] = [...(headers[name.toLowerCase()] ?? []), decodeWords(value)]
  }
  return { headers, text: bodyOf(raw.slice(end + 4), headers), raw }
}

function bodyOf(body: string, headers: Mail['headers']): string {
  if (!/^text\/plain; charset=utf-8$/i.test(headers['content-type']?.[0] ?? '')) {
    throw new Error(`not plain text: ${headers['content-type']}`)
  }
  return decoded(body, headers['content-transfer-encoding']?.[0] ?? '7bit')
    .replaceAll('\r\n', '\n')
    .trimEnd()
}

function decoded(body: string, encoding: string): string {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding === 'quoted-printable') return quotedPrintable(body.replaceAll('=\r\n', ''))
  return body
}

/** The encoded words of RFC 2047; the space between two of them belongs to neither. */
function decodeWords(value: string): string {
  const word = /=\?utf-8\?([BQ])\?([^?]*)\?=/gi
  return value
    .replaceAll(/(\?=)\s+(=\?utf-8\?)/gi, '$1$2')
    .replaceAll(word, (_, kind: string, text: string) =>
      kind.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')),
    )
}

function quotedPrintable(text: string): string {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
