/** What somebody might try to smuggle in. */
const nasty = [
  ...[
    '"',
    "'",
    '`',
    ';',
    '|',
    '&',
    '$(id)',
    '`id`',
    '$' + '{HOME}',
    '\n',
    '\r\n',
    '\0',
    '\t',
    ' ',
    '\\',
    '*',
  ],
  ...['?', '~', '-rf', '--help', '-', '--', '/', '../', '..', './', '/etc/passwd', '%2e%2e%2f', '%00', '%0a'],
  ...[
    '@',
    '#',
    '=',
    'é',
    'а',
    '\u202e',
    '\u200b',
    '💥',
    'ﬀ',
    '＄',
    '\ud800',
    '<b>',
    '{}',
    '[]',
    '!',
    ':',
    ',',
  ],
]

/** A hostile text for a number: parts that mean something to a shell or a program, around a service's name or alone. */
export function hostile(n: number): string {
  const one = nasty[n % nasty.length] ?? ''
  const other = nasty[(n * 7 + Math.floor(n / nasty.length)) % nasty.length] ?? ''
  return [`${one}db${other}`, `db${one}${other}`, `${one}${other}`, `ai_bot ${one}${other}`][n % 4] ?? ''
}
