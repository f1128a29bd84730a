import { askerName } from '../../asker.ts'
import type { Clock } from '../../clock.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import type { CaseEvent } from '../../oncall/events-store.ts'
import { isPicture } from '../../oncall/file-type.ts'
import { above, type Level } from '../../oncall/level.ts'
import type { CaseMessages, Said } from '../../oncall/messages-store.ts'
import type { Page } from '../../oncall/pages-store.ts'
import type { DueStep } from '../../oncall/timeline.ts'
import type { People, Person } from '../../people.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'
import { thingOf, toneOf } from '../cards/case.ts'
import { fileLimits } from '../cases/file-limits.ts'
import { caseFilePath } from '../cases/file-path.ts'
import type { Relation } from '../cases/relation.ts'
import type { CaseView } from '../cases/view.ts'
import type { CaseMessage, CaseMoment, CasePage, CaseRecord, CaseRow } from './api.ts'
import { cardFor } from './case-card.ts'
import { type CaseNames, caseWord, dueWords, eventWords, pageWords } from './case-words.ts'

export interface CaseFacts {
  people(): People
  runbook(): RunbookSettings
  clock: Clock
  viewOfCase(one: Case): Promise<CaseView>
  caseMessages: Pick<CaseMessages, 'of'>
  caseEvents(number: number): Promise<CaseEvent[]>
  dueTimesOf(number: number): Promise<DueStep[]>
}

/** What of a case's history is about calling people, which is for those who may take it. */
const ofCalling: CaseEvent['type'][] = ['called', 'unreached', 'snoozed', 'held', 'released']

/** Cases as the page shows them to one person. */
export function caseViews(viewer: Person, facts: CaseFacts) {
  const people = facts.people()
  const timeZone = facts.runbook().service.time_zone
  const nameOf = (id: string): string => (id === 'bot' ? 'The bot' : askerName(id, people))
  const names = { nameOf, timeZone }
  const { levels } = facts.runbook().escalation
  const levelNameOf = (level: Level) => levels.find((one) => one.level === level)?.name ?? 'Manager'

  const row = (one: Case, { mayTake }: Pick<Relation, 'mayTake'>): CaseRow => {
    const { number, status, question, severity, level, category } = one
    const now = facts.clock.now()
    const dueAt = mayTake ? one.dueAt : null
    return {
      ...{ number, status, question, severity, level, category },
      name: caseName(one),
      title: thingOf(one),
      word: caseWord(one, now),
      tone: toneOf(one),
      dueAt: dueAt?.toISOString() ?? null,
      isOverdue: dueAt !== null && dueAt < now,
      asker: nameOf(one.openedBy),
      takenBy: one.takenBy === null ? null : nameOf(one.takenBy),
      resolvedBy: one.resolvedBy === null ? null : nameOf(one.resolvedBy),
      createdAt: one.createdAt.toISOString(),
    }
  }

  const record = async (one: Case, relation: Relation): Promise<CaseRecord> => {
    const { number, version } = one
    const { mayTake } = relation
    const [view, said, events, due] = await Promise.all([
      facts.viewOfCase(one),
      facts.caseMessages.of(number),
      facts.caseEvents(number),
      facts.dueTimesOf(number),
    ])
    const seen = mayTake ? events : events.filter(({ type }) => !ofCalling.includes(type))
    return {
      ...row(one, relation),
      version,
      timeZone,
      card: cardFor(one, view, relation),
      messages: said.map((words) => messageOf(words, viewer, nameOf)),
      speaks:
        one.status === 'resolved'
          ? null
          : { as: relation.side, reader: readerOf(one, relation, nameOf), files: fileLimits },
      events: seen.map((event) => momentOf(event, names)),
      pages: mayTake ? view.pages.map((page) => pageOf(page, nameOf)) : [],
      ahead: mayTake ? aheadOf(one, due, levelNameOf) : [],
    }
  }

  return { row, record }
}

function messageOf(said: Said, { id }: Person, nameOf: CaseNames['nameOf']): CaseMessage {
  const { position, side, by, text, at } = said
  const files = said.files.map((file) => ({
    name: file.name,
    size: file.size,
    isPicture: isPicture(file),
    clearedAt: file.clearedAt?.toISOString() ?? null,
    url: caseFilePath(said, file),
  }))
  return { position, side, text, files, name: nameOf(by), isOwn: by === id, at: at.toISOString() }
}

function momentOf(event: CaseEvent, names: CaseNames): CaseMoment {
  const who = event.by === 'bot' ? null : names.nameOf(event.by)
  return { at: event.at.toISOString(), who, text: eventWords(event, names) }
}

function pageOf(page: Page, nameOf: CaseNames['nameOf']): CasePage {
  const { status, personId, sentAt, dueAt } = page
  return { at: (sentAt ?? dueAt).toISOString(), who: nameOf(personId), text: pageWords(page), status }
}

/** What is due, each from where the one before leads. */
function aheadOf(one: Case, due: DueStep[], levelNameOf: (level: Level) => string): CaseMoment[] {
  let now = one.level
  return due.map((step) => {
    const to = step.level ?? above(now)
    const text = dueWords(step.kind, { status: one.status, from: now, to, toName: levelNameOf(to) })
    now = to
    return { at: step.dueAt.toISOString(), who: null, text }
  })
}

/** Who reads what this person writes, and where. */
function readerOf(one: Case, { side }: Relation, nameOf: CaseNames['nameOf']): string {
  if (side === 'team') return `${nameOf(one.openedBy)} reads this in ${placeWords(one.place.platform)}.`
  const where = one.room === null ? 'here' : `here and in ${placeWords(one.room.platform)}`
  return one.takenBy === null
    ? `Those who see to your question read this ${where}.`
    : `${nameOf(one.takenBy)} reads this ${where}.`
}

function placeWords(platform: string): string {
  return platform === 'web' ? 'the web chat' : platform.slice(0, 1).toUpperCase() + platform.slice(1)
}
