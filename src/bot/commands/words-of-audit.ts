import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import type { People } from '../../people.ts'
import { periodMs } from '../../sops/parameters/period.ts'
import type { AuditFilter } from '../audit/store.ts'

/** What stands behind `audit`: whom or what it is about, and of what span of time. */
interface Words {
  about: string
  span: string
}

const subject = /^[RT]-\d{1,9}$/i
/** Whoever did something: people, also those who have left, and `bot`, `command-line`, `nobody`. */
const id = /^[a-z][a-z0-9-]{0,39}$/

/** `[R-12 | person] [since 24h]` */
function split(text: string): Words {
  const [, about = '', span = ''] = /^(.*?)(?:(?:^|\s+)(?:since\s+)?(\d+[mhd]))?$/i.exec(text.trim()) ?? []
  return { about: about.trim(), span: span.toLowerCase() }
}

/**
 * Reads which rows somebody wants to see.
 * @throws UserError for words that say neither what, whom nor since when.
 */
export function auditWords(text: string, now: Date, people: People): AuditFilter {
  const { about, span } = split(text)
  const since = span === '' ? null : periodMs(span)
  if (span !== '' && since === null) throw unclear()
  return { ...aboutOf(about, people), ...(since !== null && { since: later(now, -since) }) }
}

function aboutOf(about: string, people: People): AuditFilter {
  if (about === '') return {}
  if (subject.test(about)) return { subject: about.toUpperCase() }
  const named = people.all.find(({ name }) => name.toLowerCase() === about.toLowerCase())
  const person = named?.id ?? about.toLowerCase()
  if (id.test(person)) return { person }
  throw unclear()
}

/** Whether words without a slash are surely meant so: one word alone may begin a question. */
export function isAuditWords(text: string): boolean {
  const { about, span } = split(text)
  return (about === '' || subject.test(about)) && (span === '' || periodMs(span) !== null)
}

function unclear(): UserError {
  return new UserError('unclear', 'That is not how the audit is asked for.', {
    action: 'For example: /ai audit, /ai audit R-12, /ai audit nikos since 24h, /ai audit since 7d.',
  })
}
