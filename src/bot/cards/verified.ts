import type { People } from '../../people.ts'
import { shorten } from '../../shorten.ts'
import { dateText } from '../../sops/times.ts'
import type { Block, Button, Card, Tone } from '../card.ts'
import { answerName, type VerifiedAnswer, type VerifiedStatus } from '../verified/answer.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

/** For whom, and by which rules, verified answers are shown. */
export interface VerifiedFacts {
  /** Whose card it is; null: everybody sees it, with all the buttons of its state. */
  viewer: { id: string } | null
  people: People
  timeZone: string
  /** For so long an answer is given once it is approved. */
  days: number
  now: Date
}

const heads: Record<VerifiedStatus | 'over', { word: string; tone: Tone }> = {
  proposed: { word: 'NEEDS REVIEW', tone: 'warning' },
  approved: { word: 'APPROVED', tone: 'good' },
  rejected: { word: 'REJECTED', tone: 'neutral' },
  retired: { word: 'RETIRED', tone: 'neutral' },
  over: { word: 'EXPIRED', tone: 'neutral' },
}

/** An answer that somebody would have given again: proposed, approved, ended. */
export function verifiedCard(answer: VerifiedAnswer, facts: VerifiedFacts): Card {
  const { word, tone } = heads[stateOf(answer, facts)]
  const thing = [shorten(answer.question, 60), answer.machineModel].filter(Boolean).join(' · ')
  return cardOf(`${word} · ${answerName(answer)} · ${thing}`, tone, [
    text(`“${shorten(answer.question, 300)}”`),
    { kind: 'answer', text: shorten(answer.answer, 900) },
    ...sources(answer),
    { kind: 'fields', fields: whose(answer, facts) },
    { kind: 'note', text: standsOn(answer) },
    buttonRow(buttons(answer, facts)),
  ])
}

function stateOf({ status, expiresAt }: VerifiedAnswer, { now }: VerifiedFacts): VerifiedStatus | 'over' {
  return status === 'approved' && expiresAt !== null && expiresAt <= now ? 'over' : status
}

const sources = ({ citations }: VerifiedAnswer): Block[] =>
  citations.length === 0 ? [] : [{ kind: 'sources', sources: citations }]

function whose(answer: VerifiedAnswer, { people, timeZone, days }: VerifiedFacts) {
  const { writtenBy, reviewedBy, retiredBy, expiresAt, status, caseNumber, machineModel } = answer
  const name = (id: string) => people.byId(id)?.name ?? id
  return [
    { label: 'Written by', value: name(writtenBy) },
    { label: 'For', value: machineModel ?? 'every machine' },
    ...(caseNumber === null ? [] : [{ label: 'Case', value: `C-${caseNumber}` }]),
    ...(status === 'proposed'
      ? [
          { label: 'Reviewer', value: 'a senior or a knowledge keeper, not who wrote it' },
          { label: 'Then given', value: `for ${days} days` },
        ]
      : []),
    ...(reviewedBy === null ? [] : [{ label: 'Reviewed by', value: name(reviewedBy) }]),
    ...(retiredBy === null ? [] : [{ label: 'Retired by', value: name(retiredBy) }]),
    ...(status === 'approved' && expiresAt !== null
      ? [{ label: 'Given until', value: dateText(expiresAt, timeZone) }]
      : []),
  ]
}

function standsOn({ documents }: VerifiedAnswer): string {
  if (documents.length === 0) return 'It stands on no document: only its date or somebody ends it.'
  return 'It is given to whoever asks the same in other words, until its date or until one of its documents changes.'
}

function buttons(answer: VerifiedAnswer, { viewer }: VerifiedFacts): Button[] {
  if (answer.status === 'approved') return [retireButton(answer, 'Retire')]
  if (answer.status !== 'proposed' || viewer?.id === answer.writtenBy) return []
  const value = String(answer.id)
  return [
    { label: 'Approve', action: 'answer-approve', value, style: 'primary' },
    { label: 'Reject', action: 'answer-reject', value },
  ]
}

const retireButton = ({ id }: VerifiedAnswer, label: string): Button => ({
  label,
  action: 'answer-retire',
  value: String(id),
})

/** The answers that wait for a review, and the newest that are given. */
export function answerListCard(
  waiting: { count: number; oldest: VerifiedAnswer[] },
  approved: VerifiedAnswer[],
  facts: VerifiedFacts,
): Card {
  const nothing = waiting.count + approved.length === 0
  const headline = waiting.count === 0 ? 'Verified answers' : `Verified answers · ${waiting.count} to review`
  return cardOf(headline, waiting.count === 0 ? 'neutral' : 'warning', [
    nothing ? text('There are none. When a case is resolved, its answer can be kept.') : null,
    ...list(
      'To review',
      waiting.oldest.map((one) => row(one, facts)),
    ),
    ...list(
      'Given now',
      approved.map((one) => row(one, facts)),
    ),
    buttonRow(
      waiting.oldest.map((one) => ({
        label: `Review ${answerName(one)}…`,
        action: 'answer-show',
        value: String(one.id),
      })),
      approved.map((one) => retireButton(one, `Retire ${answerName(one)}`)),
    ),
  ])
}

function list(title: string, items: string[]): Block[] {
  return items.length === 0 ? [] : [text(title), { kind: 'list', items }]
}

function row(answer: VerifiedAnswer, facts: VerifiedFacts): string {
  const { people, timeZone } = facts
  const { question, machineModel, writtenBy, expiresAt } = answer
  const isOver = stateOf(answer, facts) === 'over'
  const until =
    expiresAt === null ? '' : `, ${isOver ? 'over since' : 'until'} ${dateText(expiresAt, timeZone)}`
  const by = people.byId(writtenBy)?.name ?? writtenBy
  return line(
    `${answerName(answer)} · ${machineModel ?? 'every machine'} · “${shorten(question, 100)}” · ${by}${until}`,
  )
}
