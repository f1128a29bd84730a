import { askerName } from '../../asker.ts'
import type { People } from '../../people.ts'
import type { Schedule } from '../../runbook-settings.ts'
import { procedureOf } from '../../sops/catalog.ts'
import { gateOf } from '../../sops/gates.ts'
import { titleWithoutPlan } from '../../sops/runbook.ts'
import { everyText } from '../../sops/schedules/words.ts'
import { type Standing, type StandingStatus, standingName, standsMs } from '../../sops/standing/standing.ts'
import type { StandingView } from '../../sops/standing/view.ts'
import { dayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card, Tone } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

/** For whom, and among whom, a standing approval is shown. */
export interface StandingFacts {
  /** Whose card it is; null: everybody sees it, with all the buttons of its state. */
  viewer: { id: string } | null
  people: People
  /** Of runbook.yml; undefined where the schedule has left it. */
  schedule: Schedule | undefined
  timeZone: string
}

const heads: Record<StandingStatus, { word: string; tone: Tone }> = {
  asked: { word: 'NEEDS APPROVAL', tone: 'warning' },
  approved: { word: 'APPROVED', tone: 'good' },
  rejected: { word: 'REJECTED', tone: 'neutral' },
  withdrawn: { word: 'WITHDRAWN', tone: 'neutral' },
  revoked: { word: 'REVOKED', tone: 'warning' },
  replaced: { word: 'REPLACED', tone: 'neutral' },
  expired: { word: 'EXPIRED', tone: 'neutral' },
}

/** That something may run by the clock without anybody's word each time: asked for, approved, ended. */
export function standingCard(standing: Standing, facts: StandingFacts): Card {
  const { word, tone } = heads[standing.status]
  return cardOf(`${word} · Standing approval · ${standing.schedule}`, tone, [
    text(sentence(standing, facts)),
    whatFor(standing, facts),
    {
      kind: 'note',
      text: `${standingName(standing)} · For ${standing.digest.slice(0, 4).toUpperCase()}`,
    },
    buttonRow(buttons(standing, facts)),
  ])
}

function sentence(standing: Standing, { people, timeZone }: StandingFacts): string {
  const { status, askedBy, askedAt, approvedBy, approvedAt, endedBy, endedAt, schedule } = standing
  const by = (id: string | null) => askerName(id ?? '', people)
  const at = (date: Date | null) => dayAndTime(date ?? askedAt, timeZone)
  switch (status) {
    case 'asked':
      return `${by(askedBy)} asked on ${at(askedAt)} that ${schedule} runs by the clock without an approval each time. Approved, what is due already begins within a minute: pause the schedule first to wait for its next time.`
    case 'approved':
      return `${by(approvedBy)} approved it on ${at(approvedAt)}, asked by ${by(askedBy)}. It begins by itself when it is due; what is due already begins within a minute.`
    case 'expired':
      return `Asked by ${by(askedBy)}. Its time was over on ${at(endedAt)}.`
    default:
      return `Asked by ${by(askedBy)}. ${by(endedBy)} ended it on ${at(endedAt)}.`
  }
}

/** What it would do, how much of it, and until when. */
function whatFor(standing: Standing, { schedule, timeZone }: StandingFacts): Block {
  const { status, expiresAt } = standing
  const procedure = procedureOf(schedule?.procedure ?? '')
  const until = dayAndTime(expiresAt, timeZone)
  const does =
    schedule === undefined || procedure === undefined
      ? []
      : [
          { label: 'Does', value: line(`${titleWithoutPlan(procedure)} (${procedure.sop})`, 120) },
          { label: 'When', value: line([everyText(schedule), ...given(schedule)].join(', '), 120) },
          { label: 'Undo', value: line(procedure.undo, 120) },
        ]
  const fields = [
    ...does,
    { label: 'At most', value: `${atMost(standing, schedule)} each time; what would be more does not begin` },
    ...(status === 'asked' ? [{ label: 'Approver', value: 'a senior, not the one who asked' }] : []),
    ...(status === 'asked' ? [{ label: 'Waits until', value: until }] : []),
    ...(status === 'asked' ? [{ label: 'Then stands', value: `for ${standsMs / 86_400_000} days` }] : []),
    ...(status === 'approved' ? [{ label: 'Stands until', value: until }] : []),
  ]
  return { kind: 'fields', fields }
}

const given = ({ parameters }: Schedule): string[] =>
  Object.entries(parameters).map(([name, value]) => `${name} ${value}`)

/** `100,000 messages` */
export function atMost({ maximum }: Standing, schedule: Pick<Schedule, 'procedure'> | undefined): string {
  const counts = gateOf(schedule?.procedure ?? '')?.standing?.counts ?? 'messages'
  return `${maximum.toLocaleString('en')} ${counts}`
}

function buttons(standing: Standing, { viewer }: StandingFacts): Button[] {
  const isAsker = viewer === null || viewer.id === standing.askedBy
  const isOther = viewer === null || !isAsker
  if (standing.status === 'approved') return [revokeButton(standing, 'Revoke')]
  if (standing.status !== 'asked') return []
  return [
    ...(isOther ? [approveButton(standing, 'Approve…'), rejectButton(standing)] : []),
    ...(isAsker ? [withdrawButton(standing, 'Withdraw')] : []),
  ]
}

/** Takes the maximum, so that nobody approves it in passing. */
const approveButton = ({ id }: Standing, label: string): Button => ({
  label,
  action: 'standing-approve',
  value: String(id),
  style: 'primary',
  input: {
    label: 'How many at most, each time? The card says so.',
    submit: 'Approve',
    isRequired: true,
    maxLength: 20,
  },
})

const rejectButton = ({ id }: Standing): Button => ({
  label: 'Reject',
  action: 'standing-reject',
  value: String(id),
})

const withdrawButton = ({ id }: Standing, label: string): Button => ({
  label,
  action: 'standing-withdraw',
  value: String(id),
})

const revokeButton = ({ schedule }: Standing, label: string): Button => ({
  label,
  action: 'standing-revoke',
  value: schedule,
})

/** Beside a schedule in the list: on whose word it begins. */
export function standingText(
  { granted, waiting, flaw }: StandingView,
  schedule: Pick<Schedule, 'procedure'>,
  { people, timeZone }: Pick<StandingFacts, 'people' | 'timeZone'>,
): string {
  const name = (id: string | null) => askerName(id ?? '', people)
  if (granted === null || flaw !== null) return `${flaw?.message ?? ''} ${flaw?.action ?? ''}`.trim()
  const until = dayAndTime(granted.expiresAt, timeZone)
  const stands = `stands approved by ${name(granted.approvedBy)} (asked by ${name(granted.askedBy)}) until ${until} for at most ${atMost(granted, schedule)}`
  return waiting === null
    ? stands
    : `${stands}; ${name(waiting.askedBy)} asked for another, for at most ${atMost(waiting, schedule)}`
}

/** In the list: the way to what waits. */
export const decideButtons = ({ waiting }: StandingView, name: string): Button[] =>
  waiting === null
    ? []
    : [{ label: line(`Decide ${name}…`, 29), action: 'standing-show', value: String(waiting.id) }]

/** In the list: the end of what stands. */
export const revokeButtons = ({ granted }: StandingView, name: string): Button[] =>
  granted?.status === 'approved' ? [revokeButton(granted, line(`Revoke ${name}`, 29))] : []
