import { askingSchedule } from '../../asker.ts'
import { type Case, caseName, rungOf } from '../../oncall/case.ts'
import { type Clause, clauseKey } from '../../oncall/clauses.ts'
import type { CaseEvent } from '../../oncall/events-store.ts'
import type { Said } from '../../oncall/messages-store.ts'
import type { Page } from '../../oncall/pages-store.ts'
import { shorten } from '../../shorten.ts'
import { dayAndTime, timeOfDay } from '../../sops/times.ts'
import type { Block, Button, Card, Tone } from '../card.ts'
import { caseFilePath } from '../cases/file-path.ts'
import { snoozeMinutes } from '../cases/snooze.ts'
import type { CaseView } from '../cases/view.ts'
import { sizeOf } from './files.ts'
import { buttonRow, cardOf, line, longestReason, text } from './run/parts.ts'

/** What those on call see of a case. */
export function caseRoomCard(one: Case, view: CaseView): Card {
  return cardOf(`${stateOf(one, view)} · ${caseName(one)} · ${thingOf(one)}`, toneOf(one), [
    text(`“${shorten(one.question, 600)}”`),
    ...summaryOf(one),
    { kind: 'fields', fields: fieldsOf(one, view) },
    foundOf(one),
    runLink(one),
    view.address === null ? null : { kind: 'link', label: 'Where it was asked', url: view.address },
    pageLink(one),
    callsNote(view),
    buttonRow(...roomButtons(one)),
  ])
}

/** What a model wrote about it, and that a model did; without it the facts below are all there is. */
function summaryOf({ summary }: Case): Block[] {
  if (summary === null) return []
  return [
    text(`Summary: ${line(summary, 900)}`),
    { kind: 'note', text: 'A model wrote the summary from what stands here. What stands here counts.' },
  ]
}

/** `OPEN`, `TAKEN by Anna Placeholder`, `SNOOZED until 15:00 EET`, `RESOLVED by Anna Placeholder` */
function stateOf(
  { status, takenBy, resolvedBy, snoozedUntil }: Case,
  { nameOf, timeZone, now }: CaseView,
): string {
  if (status === 'taken' && takenBy !== null) return `TAKEN by ${nameOf(takenBy)}`
  if (status === 'resolved' && resolvedBy !== null) return `RESOLVED by ${nameOf(resolvedBy)}`
  return snoozedUntil === null || snoozedUntil <= now
    ? 'OPEN'
    : `SNOOZED until ${timeOfDay(snoozedUntil, timeZone)}`
}

/** What it is about, in short. */
export const thingOf = ({ category, question, machineModel }: Case): string =>
  [shorten(category ?? question, 60), machineModel].filter(Boolean).join(' · ')

/** How bad it is: what somebody has taken is not bad any more. */
export function toneOf({ status, severity }: Case): Tone {
  if (status === 'resolved') return 'good'
  if (status === 'taken') return 'neutral'
  return severity === 'information' ? 'neutral' : severity
}

function fieldsOf(one: Case, view: CaseView): { label: string; value: string }[] {
  const { nameOf, levelName, added, timeZone } = view
  const due = one.dueAt === null ? '' : `, due ${dayAndTime(one.dueAt, timeZone)}`
  return [
    { label: 'Asked by', value: nameOf(one.openedBy) },
    ...(one.category === null ? [] : [{ label: 'Declared', value: one.category }]),
    { label: 'Severity', value: one.severity },
    ...(one.status === 'resolved' ? [] : [{ label: 'Level', value: `${one.level}, ${levelName}${due}` }]),
    ...(added.length === 0 ? [] : [{ label: 'With', value: added.join(', ') }]),
    ...(one.evidence.run === undefined ? [] : [{ label: 'Run', value: one.evidence.run }]),
    ...(one.evidence.tried ?? []).map((tried) => ({ label: 'Tried', value: line(tried) })),
    ...(one.evidence.answer === undefined ? [] : [{ label: 'Answered', value: line(one.evidence.answer) }]),
    ...(one.cause === null ? [] : [{ label: 'Cause', value: line(one.cause, 600) }]),
  ]
}

/** The pages that were found before a person was asked. */
function foundOf({ evidence: { passages = [] } }: Case): Block | null {
  if (passages.length === 0) return null
  const items = passages
    .slice(0, 3)
    .map(({ title, page, quote }) => `${title}, page ${page}: ${line(quote, 120)}`)
  return { kind: 'list', items }
}

function runLink({ evidence: { run } }: Case): Block | null {
  return run === undefined
    ? null
    : { kind: 'link', label: `Record of ${run}`, url: `/runs/${run.replace('R-', '')}` }
}

/** Its own page, which opens for whoever may see it. */
const pageLink = ({ number }: Case): Block => ({
  kind: 'link',
  label: 'Everything about it',
  url: `/cases/${number}`,
})

/** Who was called, and how that went. */
function callsNote(view: CaseView): Block | null {
  const words = [waitText(view), callsText(view)].filter((text) => text !== null)
  return words.length === 0 ? null : { kind: 'note', text: words.join(' ') }
}

export const wayWords = { direct: 'direct message', email: 'e-mail', webhook: 'the paging service' }

/** That calls wait; null where they do not. */
function waitText({ waitsUntil, timeZone }: CaseView): string | null {
  if (waitsUntil === null) return null
  return `Calls wait for the maintenance until ${dayAndTime(waitsUntil, timeZone)}.`
}

function callsText({ pages, nameOf, timeZone, isUnreached }: CaseView): string | null {
  const sent = pages.filter(({ status }) => status === 'sent')
  const failing = pages.filter(({ status, fault }) => status !== 'sent' && fault !== null)
  const call = ({ personId, way, sentAt, mayBeRepeat }: Page) =>
    `${nameOf(personId)} by ${wayWords[way]}${sentAt === null ? '' : `, ${timeOfDay(sentAt, timeZone)}`}${mayBeRepeat ? ' (perhaps twice)' : ''}`
  const parts = [
    ...(sent.length === 0 ? [] : [`Called: ${sent.slice(-4).map(call).join('; ')}.`]),
    ...(failing.length === 0 ? [] : [`Not reached yet: ${failing.slice(-4).map(call).join('; ')}.`]),
    ...(isUnreached ? ['Nobody could be called: no way to page is set up for those who are there.'] : []),
  ]
  return parts.length === 0 ? null : parts.join(' ')
}

/** What stands in front, and what behind "more". */
function roomButtons(one: Case): [Button[], Button[]] {
  if (one.status === 'resolved') return [[keepButton(one)], []]
  const resolve = resolveButton(one)
  const more = [raiseButton(one), addButton(one), urgencyButton(one)]
  if (one.status === 'taken') {
    return [[{ ...resolve, style: 'primary' }], [take(one, 'Take over', 'case-take-over'), ...more]]
  }
  return [
    [{ ...take(one, 'Take', 'case-take'), style: 'primary' }, resolve],
    [...more, snoozeButton(one)],
  ]
}

const numberText = ({ number }: Case): string => String(number)

const take = (one: Case, label: string, action: string): Button => ({ label, action, value: numberText(one) })

const resolveButton = (one: Case): Button => ({
  label: 'Resolve…',
  action: 'case-resolve',
  value: numberText(one),
  input: { label: 'What was it, and what helped?', submit: 'Resolve', isRequired: true, maxLength: 2_000 },
})

/** It says from where, so that two who press it raise it once. */
const raiseButton = (one: Case): Button => ({
  label: 'Raise…',
  action: 'case-raise',
  value: `${one.number} ${rungOf(one)}`,
  input: { label: 'Why?', submit: 'Raise it', isRequired: false, maxLength: longestReason },
})

const addButton = (one: Case): Button => ({
  label: 'Add people…',
  action: 'case-add',
  value: numberText(one),
  input: { label: 'Who? A name or an id', submit: 'Add', isRequired: true, maxLength: 80 },
})

function snoozeButton(one: Case): Button {
  const minutes = snoozeMinutes(one)
  const words = minutes === 60 ? 'an hour' : `${minutes} minutes`
  return { label: `Snooze for ${words}`, action: 'case-snooze', value: `${one.number} ${minutes}` }
}

const keepButton = (one: Case): Button => ({
  label: 'Keep the answer…',
  action: 'case-keep-answer',
  value: numberText(one),
  input: {
    label: 'The answer, as the next one who asks should read it',
    submit: 'Propose it',
    isRequired: true,
    maxLength: 2_000,
  },
})

const urgencyButton = (one: Case): Button => ({
  label: 'Say how urgent it is…',
  action: 'case-urgency',
  value: numberText(one),
})

/** What somebody who asked for a person sees: it says no more than what is true. */
export function caseCard(one: Case, view: CaseView): Card {
  const { nameOf } = view
  const question = text(`“${shorten(one.question, 160)}”`)
  if (one.status === 'resolved') {
    return cardOf(`RESOLVED · ${caseName(one)} · ${nameOf(one.resolvedBy ?? 'bot')}`, 'good', [
      question,
      one.cause === null ? null : text(shorten(one.cause, 1_000)),
      pageLink(one),
    ])
  }
  if (one.status === 'taken') {
    return cardOf(`TAKEN · ${caseName(one)} · ${nameOf(one.takenBy ?? 'bot')} has your question`, 'neutral', [
      question,
      pageLink(one),
      { kind: 'note', text: 'Replies appear here.' },
      buttonRow([replyButton(one)], [closeButton(one)]),
    ])
  }
  return cardOf(`OPEN · ${caseName(one)} · Your question is with ${withWhom(one)}`, 'neutral', [
    question,
    {
      kind: 'fields',
      fields: [
        ...(one.category === null ? [] : [{ label: 'Declared', value: one.category }]),
        { label: 'On call', value: view.onCall.primary?.name ?? 'nobody is named' },
        { label: 'Second', value: view.onCall.secondary?.name ?? 'nobody is named' },
      ],
    },
    pageLink(one),
    { kind: 'note', text: openNote(view) },
    buttonRow([urgencyButton(one)], [replyButton(one), closeButton(one)]),
  ])
}

function withWhom({ level }: Case): string {
  const words = {
    1: 'the on-call engineer',
    2: 'the senior engineers',
    3: 'the development team',
    4: 'the manager',
  }
  return words[level]
}

/** Where those on call see it, whether anybody was called, and the way for what cannot wait. */
function openNote(view: CaseView): string {
  const { hasRoom, onCall } = view
  const where = `They see it in ${hasRoom ? 'the channel of cases and in ' : ''}/ai cases.`
  const seen = [where, waitText(view)].filter((text) => text !== null).join(' ')
  const calls = callsText(view)
  if (calls !== null && !view.isUnreached) return `${seen} ${calls}`
  const reach = [onCall.primary, onCall.secondary].flatMap((person) => person?.email ?? [])
  const how = reach.length === 0 ? 'ask for them directly' : `write to ${reach.join(' or ')}`
  return `${seen} ${calls ?? 'Nobody has been called yet.'} If it cannot wait, ${how}.`
}

const replyButton = (one: Case): Button => ({
  label: 'Write to them…',
  action: 'case-reply',
  value: numberText(one),
  input: { label: 'Your words', submit: 'Send', isRequired: true, maxLength: 2_000 },
})

const closeButton = (one: Case): Button => ({
  label: 'I need nobody any more',
  action: 'case-close',
  value: numberText(one),
})

/** The first message of a case's thread. */
export function threadCard({ openedBy }: Case, { nameOf }: CaseView): Card {
  const name = nameOf(openedBy)
  const whose =
    askingSchedule(openedBy) === null
      ? `What you write here goes to ${name}, and their words come here.`
      : `It began with ${name}, so what you write here goes to nobody else.`
  return {
    blocks: [
      {
        kind: 'text',
        text: `${whose} Name the bot to speak to it instead.`,
      },
    ],
  }
}

/** What is new about a case and wants somebody to see it, for its thread; null where nothing is. */
export function caseNewsCard(one: Case, { type, fact, by }: CaseEvent, { nameOf }: CaseView): Card | null {
  const name = caseName(one)
  if (type === 'unreached') {
    return cardOf(`NOBODY REACHED · ${name}`, 'critical', [
      text('Nobody of any level could be called. Whoever reads this: take it, or call somebody.'),
    ])
  }
  if (type !== 'raised') return null
  const why = typeof fact['why'] === 'string' ? fact['why'] : ''
  return cardOf(`RAISED · ${name} · level ${fact['level']}`, 'warning', [text(raisedText(by, why, nameOf))])
}

/** Why the clock raised it. */
export const clockReasons: Record<string, string> = {
  unanswered: 'Nobody took it in time.',
  unresolved: 'It was not resolved in time.',
  'nobody-there': 'Of the level below nobody could be called.',
  opened: 'It is of this level from the beginning.',
}

function raisedText(by: string, why: string, nameOf: (id: string) => string): string {
  if (by === 'bot') return clockReasons[why] ?? why
  return why === '' ? `${nameOf(by)} raised it.` : `${nameOf(by)} raised it: ${line(why, longestReason)}`
}

/** What somebody said, where the other side of a case reads; a file opens for whoever may see the case. */
export function saidCard(one: Case, said: Said & { name: string }, isForAsker: boolean): Card {
  return cardOf(`${said.name} · ${caseName(one)}`, 'neutral', [
    said.text === '' ? null : text(said.text),
    ...said.files.map((file): Block => {
      const label = `${file.name} (${sizeOf(file.size)})`
      return { kind: 'link', label, url: caseFilePath(said, file) }
    }),
    isForAsker && one.status !== 'resolved' ? buttonRow([replyButton(one)]) : null,
  ])
}

/** What the asker wrote is with those who see to the case. */
export function passedOnCard(one: Case, questionKey: string): Card {
  return cardOf(`PASSED ON · ${caseName(one)}`, 'neutral', [
    text('Your words are with those who see to your question.'),
    buttonRow([{ label: 'Ask the manuals instead', action: 'ask-as-question', value: questionKey }]),
  ])
}

/** What became of the files that somebody sent about a case, and what else can be done with them. */
export function passedOnFilesCard(one: Case, { text: missing, files }: Said, offer: Card): Card {
  const state = files.length > 0 ? 'PASSED ON' : 'NOT PASSED ON'
  return cardOf(`${state} · ${caseName(one)}`, missing === '' ? 'neutral' : 'warning', [
    files.length === 0 ? null : text(`The other side has: ${files.map(({ name }) => name).join(', ')}.`),
    ...(missing === '' ? [] : [text(missing), text(instead)]),
    ...offer.blocks,
  ])
}

const instead =
  'Of what was not passed on, send a smaller copy or a link that the other side can open, or say in words what it shows.'

/** `level 2 within 60 minutes`: who must see to what was declared, and by when. */
export function clauseWords({ level, withinMinutes }: Clause): string {
  if (withinMinutes === 0) return `level ${level} at once`
  const within = withinMinutes < 120 ? `${withinMinutes} minutes` : `${withinMinutes / 60} hours`
  return `level ${level} within ${within}`
}

/** What a case can be declared to be, each by its button. */
export function clausesCard(one: Case, clauses: Clause[]): Card {
  const button = (clause: Clause, index: number): Button => ({
    label: shorten(`${index + 1} ${clause.when}`, 29),
    action: 'case-declare',
    value: `${one.number} ${clauseKey(clause)}`,
  })
  return cardOf(`How urgent is ${caseName(one)}?`, 'neutral', [
    {
      kind: 'list',
      items: clauses.map((clause, index) => `${index + 1} ${clause.when}: ${clauseWords(clause)}`),
    },
    buttonRow(clauses.map(button)),
  ])
}
