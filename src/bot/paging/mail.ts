import { createHash } from 'node:crypto'
import type { SendMailOptions } from 'nodemailer'
import type { PageNote } from '../../oncall/ways.ts'
import type { Person } from '../../people.ts'
import { shorten } from '../../shorten.ts'

/** Longer subjects are cut by most programs that show them. */
const subjectLength = 200

/** A page as a mail to one person, in plain text. `from`: our address. */
export function mailOf(person: Person & { email: string }, note: PageNote, from: string): SendMailOptions {
  const to = { name: onOneLine(person.name), address: person.email }
  return {
    from: { name: '', address: from },
    to,
    envelope: { from, to: [person.email] },
    subject: shorten(onOneLine(note.headline), subjectLength),
    text: textOf(note),
    messageId: messageIdOf(note.key, from),
    ...(note.severity === 'critical' && { priority: 'high' }),
    // Absence notes and the like do not answer what a program sent (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

function textOf({ lines, address, caseName, mayBeRepeat, requestId }: PageNote): string {
  return [
    ...(mayBeRepeat ? ['This may have been sent before: the program was interrupted while it was.'] : []),
    ...lines,
    ...(address === null ? [] : [`Take ${caseName} here:\n${address}`]),
    `Request ${requestId}`,
  ].join('\n\n')
}

/** The same for a repeat of the key, by which mail programs and servers know the same mail. */
function messageIdOf(key: string, from: string): string {
  const digest = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `<page-${digest}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

/** Without control characters and line breaks of any kind: a header is one line. */
const onOneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()
