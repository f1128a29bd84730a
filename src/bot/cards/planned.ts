import { noticesToCome } from '../../oncall/notices.ts'
import { type Hold, isCancelled, type Maintenance } from '../../oncall/planned.ts'
import { type Planned, plannedId } from '../../oncall/planned-store.ts'
import { may, type Person } from '../../people.ts'
import { timeOfDay, weekdayAndTime } from '../../sops/times.ts'
import type { Block, Button, Card } from '../card.ts'
import { buttonRow, cardOf, line, text } from './run/parts.ts'

/** How maintenance is told: as of when, where, and what people are called. */
export interface MaintenanceView {
  now: Date
  timeZone: string
  nameOf(personId: string): string
}

const whatWaits = 'Calls about what is not critical wait until it ends; what is critical calls as ever.'
const meanwhile = 'The assistant may not answer for some of the time.'
const shown = 8

/** What is planned and what lasts now, with what its reader can do about it. */
export function maintenanceCard(all: Maintenance[], view: MaintenanceView & { person: Person }): Card {
  const running = all.filter(({ from }) => from <= view.now)
  const mayPlan = may(view.person, 'plan-maintenance')
  const how = 'A senior plans it: /ai window plan tomorrow 22:00 2h Upgrade of the database.'
  if (all.length === 0) return cardOf('Maintenance', 'neutral', [text(`None is planned. ${how}`)])
  const buttons = mayPlan ? all.flatMap((one) => endButtons(one, view)) : []
  const head = running.length === 0 ? 'none lasts now' : `until ${spanEnd(running, view)}`
  return cardOf(`Maintenance · ${head}`, running.length === 0 ? 'neutral' : 'warning', [
    { kind: 'fields', fields: all.slice(0, shown).map((one) => fieldOf(one, view)) },
    all.length > shown ? text(`${all.length - shown} more`) : null,
    { kind: 'note', text: mayPlan ? `${whatWaits} ${how}` : whatWaits },
    buttonRow(buttons.slice(0, 3), buttons.slice(3)),
  ])
}

function spanEnd(running: Maintenance[], { timeZone }: MaintenanceView): string {
  const last = Math.max(...running.map(({ until }) => until.getTime()))
  return weekdayAndTime(new Date(last), timeZone)
}

function fieldOf(one: Maintenance, view: MaintenanceView) {
  const id = plannedId(one)
  const label = id === null ? 'runbook.yml' : `Maintenance ${id}`
  const isNow = one.from <= view.now
  const value = `${isNow ? 'NOW · ' : ''}${spanText(one, view)} · ${whatAndWho(one, view)}`
  return { label, value, ...(isNow && { tone: 'warning' as const }) }
}

/** `Sat 5 Dec, 22:00 EET to Sun 6 Dec, 00:00 EET` */
const spanText = ({ from, until }: Maintenance, { timeZone }: MaintenanceView): string =>
  `${weekdayAndTime(from, timeZone)} to ${weekdayAndTime(until, timeZone)}`

const whatAndWho = ({ reason, plannedBy }: Maintenance, { nameOf }: MaintenanceView): string =>
  `${line(reason)} · ${plannedBy === null ? 'by runbook.yml' : `planned by ${nameOf(plannedBy)}`}`

function endButtons(one: Maintenance, { now }: MaintenanceView): Button[] {
  const id = plannedId(one)
  if (id === null) return []
  const label = one.from <= now ? `End ${id} now` : `Cancel ${id}`
  return [{ label, action: 'window-end', value: String(id) }]
}

/** What somebody has just planned. */
export function plannedCard(one: Planned, view: MaintenanceView): Card {
  const back =
    one.from <= view.now ? `/ai window end ${one.id} ends it` : `/ai window cancel ${one.id} takes it back`
  return cardOf(`PLANNED · Maintenance ${one.id} · ${line(one.reason, 80)}`, 'neutral', [
    text(`${spanText(one, view)}. ${whatWaits}`),
    text(`It is announced ${noticesText(one, view)}. ${back}.`),
  ])
}

/** `24 h before, when it begins and when it ends` */
function noticesText(one: Maintenance, { now }: MaintenanceView): string {
  const { atOnce, hours } = noticesToCome(one, now)
  const ahead = [...(atOnce ? ['now'] : []), ...hours.map((before) => `${before} h before`)]
  return `${[...ahead, 'when it begins'].join(', ')} and when it ends`
}

/** What somebody has just ended, or cancelled. */
export function endedCard(one: Planned, view: MaintenanceView): Card {
  const isOff = isCancelled(one)
  return cardOf(
    `${isOff ? 'CANCELLED' : 'ENDED'} · Maintenance ${one.id} · ${line(one.reason, 80)}`,
    'neutral',
    [
      text(
        isOff
          ? `It would have begun on ${weekdayAndTime(one.from, view.timeZone)}.`
          : 'Calls that waited for it are made now, unless another maintenance lasts.',
      ),
    ],
  )
}

/** A maintenance comes. */
export function aheadCard(one: Maintenance, view: MaintenanceView): Card {
  return cardOf(headlineOf('MAINTENANCE AHEAD', one, view), 'neutral', [
    text(`Until ${weekdayAndTime(one.until, view.timeZone)}, ${byWhom(one, view)}.`),
    one.activities.length > 0 ? text(`What is done: ${line(one.activities.join('; '), 500)}.`) : null,
    text(`${meanwhile} Ask before it what cannot wait.`),
  ])
}

/** A maintenance that was announced does not come. */
export function cancelledCard(one: Maintenance & { endedBy?: string | null }, view: MaintenanceView): Card {
  const by = one.endedBy ? ` ${view.nameOf(one.endedBy)} took it back.` : ''
  return cardOf(headlineOf('MAINTENANCE CANCELLED', one, view), 'neutral', [
    text(`It does not take place. It was ${byWhom(one, view)}.${by}`),
  ])
}

const headlineOf = (state: string, { reason, from }: Maintenance, { timeZone }: MaintenanceView): string =>
  `${state} · ${line(reason, 80)} · ${weekdayAndTime(from, timeZone)}`

/** A maintenance has begun. */
export function beganCard(one: Maintenance, view: MaintenanceView): Card {
  return cardOf(
    `MAINTENANCE · ${line(one.reason, 80)} · until ${weekdayAndTime(one.until, view.timeZone)}`,
    'warning',
    [
      text(`It began at ${timeOfDay(one.from, view.timeZone)}, ${byWhom(one, view)}. ${meanwhile}`),
      text(whatWaits),
    ],
  )
}

/** A maintenance is over; `hold`: what calls wait for all the same. */
export function overCard(
  one: Maintenance & { endedBy?: string | null },
  hold: Hold | null,
  view: MaintenanceView,
): Card {
  const by = one.endedBy ? ` It was ended by ${view.nameOf(one.endedBy)}.` : ''
  const calls =
    hold === null
      ? 'Calls that waited for it are made now.'
      : `Calls wait on until ${weekdayAndTime(hold.until, view.timeZone)}: ${line(hold.by.reason, 120)}.`
  return cardOf(`MAINTENANCE OVER · ${line(one.reason, 80)}`, 'good', [
    text(`${spanText(one, view)}, ${byWhom(one, view)}.${by}`),
    text(calls),
  ])
}

const byWhom = ({ plannedBy }: Maintenance, { nameOf }: MaintenanceView): string =>
  plannedBy === null ? 'as runbook.yml has it' : `planned by ${nameOf(plannedBy)}`

/** What lasts now, or comes: for the cards about who is on call and how the service is. */
export function maintenanceBlocks(all: Maintenance[], view: MaintenanceView): Block[] {
  return all.slice(0, 3).map((one) => {
    const isNow = one.from <= view.now
    const when = isNow ? `now, until ${weekdayAndTime(one.until, view.timeZone)}` : spanText(one, view)
    return text(
      `Maintenance ${when}: ${whatAndWho(one, view)}.${isNow ? ' Calls about what is not critical wait.' : ''}`,
    )
  })
}
