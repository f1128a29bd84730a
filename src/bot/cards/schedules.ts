import { askerName } from '../../asker.ts'
import { may, type People, type Person } from '../../people.ts'
import { procedureOf } from '../../sops/catalog.ts'
import { runName } from '../../sops/run.ts'
import { titleWithoutPlan } from '../../sops/runbook.ts'
import type { Scheduled } from '../../sops/schedules/schedules.ts'
import { everyText } from '../../sops/schedules/words.ts'
import { dayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'
import { decideButtons, revokeButtons, standingText } from './standing.ts'

/** For whom the schedules are listed, and when. */
export interface SchedulesView {
  person: Person
  people: People
  timeZone: string
  now: Date
}

/** What runs by the clock: when next, how it came out last, and whether somebody paused it. */
export function schedulesCard(all: Scheduled[], view: SchedulesView): Card {
  if (all.length === 0) {
    return cardOf('Schedules', 'neutral', [
      text('Nothing runs by the clock: runbook.yml names no schedules.'),
    ])
  }
  const steering = may(view.person, 'steer-schedules') ? steeringButtons(all) : []
  const buttons = [...steering, ...lastRuns(all)]
  const trouble = all.some(({ problem, pausedAt }) => problem !== null && pausedAt === null)
  return cardOf('Schedules · what runs by the clock', trouble ? 'warning' : 'neutral', [
    ...all.map((one) => entry(one, view)),
    { kind: 'note', text: `Times are those of ${view.timeZone}.` },
    buttonRow(buttons.slice(0, 3), buttons.slice(3)),
  ])
}

function entry({ schedule, ...facts }: Scheduled, view: SchedulesView): Block {
  const { name, procedure } = schedule
  const definition = procedureOf(procedure)
  const title = definition === undefined ? procedure : titleWithoutPlan(definition)
  const { standing } = facts
  return {
    kind: 'fields',
    fields: [
      { label: name, value: `${title}, ${everyText(schedule)}` },
      { label: 'Next', value: line(nextText(facts, view)), ...(facts.pausedAt && { tone: 'warning' }) },
      { label: 'Last', value: lastText(facts, view) },
      ...(standing === null
        ? []
        : [
            {
              label: 'Approval',
              value: line(standingText(standing, schedule, view), 300),
              ...(standing.flaw && { tone: 'warning' as const }),
            },
          ]),
    ],
  }
}

type Facts = Omit<Scheduled, 'schedule'>

function nextText({ nextDueAt, pausedAt, pausedBy, problem }: Facts, view: SchedulesView): string {
  const { timeZone, now, people } = view
  if (pausedAt !== null) {
    return `paused by ${askerName(pausedBy ?? '', people)} since ${dayAndTime(pausedAt, timeZone)}`
  }
  if (nextDueAt > now) return `${dayAndTime(nextDueAt, timeZone)} (in ${spanText(nextDueAt, now)})`
  const why = problem === null ? 'it begins within a minute' : `it is tried again every minute. ${problem}`
  return `due since ${dayAndTime(nextDueAt, timeZone)}: ${why}`
}

function lastText({ last }: Facts, { timeZone }: SchedulesView): string {
  if (last === null) return 'not yet'
  return `${runName(last)} ${last.state.status}, ${dayAndTime(last.state.requestedAt, timeZone)}`
}

/** `14 h 12 min`, `3 days 2 h`, `5 min` */
function spanText(until: Date, now: Date): string {
  const minutes = Math.ceil((until.getTime() - now.getTime()) / 60_000)
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)]
  if (days > 0) return `${days} ${days === 1 ? 'day' : 'days'} ${hours} h`
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`
}

function steeringButton({ schedule: { name }, pausedAt }: Scheduled): Button {
  return pausedAt === null
    ? { label: `Pause ${name}`, action: 'schedule-pause', value: name }
    : { label: `Resume ${name}`, action: 'schedule-resume', value: name }
}

/** What waits for a senior is in front, and the end of what stands behind all else. */
function steeringButtons(all: Scheduled[]): Button[] {
  const withApproval = all.flatMap(({ schedule: { name }, standing }) =>
    standing === null ? [] : [{ name, standing }],
  )
  return [
    ...withApproval.flatMap(({ name, standing }) => decideButtons(standing, name)),
    ...all.map(steeringButton),
    ...withApproval.flatMap(({ name, standing }) => revokeButtons(standing, name)),
  ]
}

const lastRuns = (all: Scheduled[]): Button[] =>
  all.flatMap(({ last }) =>
    last === null ? [] : [{ label: runName(last), action: 'run-show', value: String(last.number) }],
  )

/** What holds for a schedule that somebody has just paused or resumed. */
export function steeredCard({ schedule, nextDueAt, pausedAt }: Scheduled, timeZone: string): Card {
  const { name } = schedule
  return pausedAt === null
    ? cardOf(`RESUMED · ${name}`, 'good', [
        text(
          `It runs next on ${dayAndTime(nextDueAt, timeZone)}. What was due meanwhile is not made up for.`,
        ),
      ])
    : cardOf(`PAUSED · ${name}`, 'warning', [
        text(`It does not run until somebody resumes it: /ai schedule resume ${name}.`),
      ])
}
