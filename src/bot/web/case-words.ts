import type { Case } from '../../oncall/case.ts'
import type { CaseEvent } from '../../oncall/events-store.ts'
import { type Level, lastLevel } from '../../oncall/level.ts'
import type { Page } from '../../oncall/pages-store.ts'
import type { DueStep } from '../../oncall/timeline.ts'
import { dayAndTime } from '../../sops/times.ts'
import { clockReasons, wayWords } from '../cards/case.ts'

export interface CaseNames {
  nameOf(personId: string): string
  timeZone: string
}

/** A case's status as people read it. */
export function caseWord({ status, snoozedUntil }: Case, now: Date): string {
  if (status === 'resolved') return 'Resolved'
  if (status === 'taken') return 'Taken'
  return snoozedUntil !== null && snoozedUntil > now ? 'Snoozed' : 'Open'
}

/** What happened: after a person's name, or as a sentence where it happened by itself. */
export function eventWords({ type, fact, by }: CaseEvent, { nameOf, timeZone }: CaseNames): string {
  switch (type) {
    case 'opened':
      return `asked for a person${after(fact['category'])}`
    case 'declared':
      return `said how urgent it is${after(fact['category'])}`
    case 'taken':
      return typeof fact['from'] === 'string' ? `took it over from ${nameOf(fact['from'])}` : 'took it'
    case 'raised':
      return by === 'bot'
        ? `It went to level ${fact['level']}. ${clockReasons[String(fact['why'])] ?? ''}`.trim()
        : `raised it to level ${fact['level']}${after(fact['why'])}`
    case 'snoozed':
      return `put calling off until ${dayAndTime(String(fact['until']), timeZone)}`
    case 'added':
      return `added ${nameOf(String(fact['person']))}`
    case 'resolved':
      return `resolved it${after(fact['cause'])}`
    case 'called':
      return `Level ${fact['level']} is called: ${namesIn(fact['people'], nameOf)}.`
    case 'unreached':
      return 'Nobody of any level could be called.'
    case 'held':
      return `Calls wait for the maintenance until ${dayAndTime(String(fact['until']), timeZone)}.`
    case 'released':
      return 'Calls wait for no maintenance any more.'
  }
}

function after(words: unknown): string {
  return typeof words === 'string' && words !== '' ? `: ${words}` : ''
}

function namesIn(people: unknown, nameOf: (id: string) => string): string {
  return Array.isArray(people) ? people.map((id) => nameOf(String(id))).join(', ') : 'nobody'
}

/** How a call goes, after the name of whoever is called. */
export function pageWords({ way, status, mayBeRepeat, fault }: Page): string {
  const by = `by ${wayWords[way]}`
  const why = fault === null ? '' : `: ${withoutAddresses(fault)}`
  switch (status) {
    case 'sent':
      return `was called ${by}${mayBeRepeat ? ', perhaps twice' : ''}`
    case 'sending':
      return `is being called ${by}`
    case 'failed':
      return `could not be called ${by}${why}`
    case 'cancelled':
      return `was to be called ${by}`
    case 'waiting':
      return fault === null
        ? `is called ${by}, unless somebody takes it`
        : `is called ${by} again, unless somebody takes it; it did not arrive before${why}`
  }
}

/** A mail server's words may name whom it did not reach. */
const withoutAddresses = (text: string): string =>
  text.replace(/[^\s<>@"']+@[^\s<>@"']+/g, '(address)').replace(/\+?\d[\d ()-]{6,}\d/g, '(number)')

/** Where a due time leads. */
export interface Due {
  status: Case['status']
  /** The level that it will be of by then. */
  from: Level
  to: Level
  toName: string
}

/** What happens at a due time, where nobody does anything before. */
export function dueWords(kind: DueStep['kind'], { status, from, to, toName }: Due): string {
  const level = `level ${to} (${toName})`
  if (kind === 'opened') return `L${level.slice(1)} is called.`
  if (kind === 'unresolved' && status === 'taken') return `Unless it is resolved, it goes to ${level}.`
  const unless = kind === 'unresolved' ? 'Unless it is resolved' : 'Unless somebody takes it'
  // Above the last level there is none.
  return from === lastLevel && to === lastLevel
    ? `${unless}, everybody is called again.`
    : `${unless}, ${level} is called.`
}
