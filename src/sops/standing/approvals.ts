import type { Actor } from '../../actor.ts'
import { later } from '../../clock.ts'
import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import type { Schedule } from '../../runbook-settings.ts'
import { audited, currently, type DecidingParts } from '../deciding.ts'
import { allows, type Gate, gateOf } from '../gates.ts'
import { noSchedule } from '../schedules/named.ts'
import { alreadyAsked, lacksSenior, late, mayNotApprove, notStanding, notTyped } from './refusals.ts'
import { greatest, type Standing, standsMs, waitsMs } from './standing.ts'
import { standingDigest } from './standing-digest.ts'
import type { Ending, StandingStore } from './store.ts'

/** A wish that a schedule runs without anybody's word each time. */
export interface WantedStanding {
  schedule: string
  maximum: number
  /** The delivery that asks for it: asked twice is one. */
  key: string
  /** Where its card lives. */
  place: Standing['place']
}

/** The standing approvals as people deal with them. Every refusal is a UserError, and is audited. */
export interface StandingApprovals {
  find(id: number): Promise<Standing | null>
  /** What waits for it already gives way. */
  ask(wanted: WantedStanding, actor: Actor): Promise<Standing>
  /** Somebody other than who asked, who types the maximum. What stood gives way. */
  approve(id: number, typed: string, actor: Actor): Promise<Standing>
  reject(id: number, actor: Actor): Promise<Standing>
  /** Takes one's own wish back. */
  withdraw(id: number, actor: Actor): Promise<Standing>
  /** Ends what stands for a schedule, at once. */
  revoke(schedule: string, actor: Actor): Promise<Standing>
}

export interface StandingParts extends Pick<DecidingParts, 'people' | 'runbook' | 'clock'> {
  /** Their own table. */
  standing: StandingStore
  store: Pick<DecidingParts['store'], 'refuse'>
}

/** The standing approvals over their store. */
export function createStandingApprovals(parts: StandingParts): StandingApprovals {
  const { standing } = parts
  const decide = (
    action: string,
    id: number,
    actor: Actor,
    work: (asked: Standing) => Promise<Standing>,
  ): Promise<Standing> =>
    standing.find(id).then((found) => {
      const subject = found?.schedule ?? String(id)
      return audited({ action: `standing.${action}`, subject, actor }, parts, () =>
        work(stillWaiting(found, parts)),
      )
    })
  return {
    find: standing.find,
    ask: (wanted, actor) =>
      audited({ action: 'standing.asked', subject: wanted.schedule, actor }, parts, () =>
        ask(wanted, actor, parts),
      ),
    approve: (id, typed, actor) =>
      decide('approved', id, actor, (asked) => approve(asked, typed, actor, parts)),
    reject: (id, actor) =>
      decide('rejected', id, actor, async (asked) => {
        mustBeAnother(asked, actor, parts)
        return await ended(asked, 'rejected', actor, parts)
      }),
    withdraw: (id, actor) =>
      decide('withdrawn', id, actor, async (asked) => {
        if (asked.askedBy === actor.person.id) return await ended(asked, 'withdrawn', actor, parts)
        throw new UserError('not_yours', 'Only who asked for this can withdraw it.', {
          action: 'Reject it instead.',
          status: 403,
        })
      }),
    revoke: (schedule, actor) =>
      audited({ action: 'standing.revoked', subject: schedule, actor }, parts, () =>
        revoke(schedule, actor, parts),
      ),
  }
}

async function ask(wanted: WantedStanding, actor: Actor, parts: StandingParts): Promise<Standing> {
  const { standing, clock, people } = parts
  const { key, maximum, place } = wanted
  const { schedule, gate } = standable(wanted.schedule, parts)
  const person = currently(actor, parts)
  if (!may(person, gate.ask)) throw lacksSenior(`To ask that ${schedule.name} runs by the clock`, gate.ask)
  mustBeNumber(maximum, schedule.name)
  const known = await standing.byKey(key)
  if (known !== null) return known
  const digest = standingDigest(schedule, maximum)
  const now = clock.now()
  const { waiting } = await standing.of(schedule.name)
  if (waiting?.digest === digest && waiting.expiresAt > now) throw alreadyAsked(waiting, people())
  const asked = { schedule: schedule.name, digest, maximum, key, place, expiresAt: later(now, waitsMs) }
  return await standing.ask(asked, actor, now)
}

async function approve(
  asked: Standing,
  typed: string,
  actor: Actor,
  parts: StandingParts,
): Promise<Standing> {
  const { standing, clock, people } = parts
  const { schedule, gate } = standable(asked.schedule, parts)
  mustBeAnother(asked, actor, parts)
  if (standingDigest(schedule, asked.maximum) !== asked.digest) {
    throw changed('The procedure or the schedule is no longer what was asked for.')
  }
  if (!may(people().byId(asked.askedBy), gate.ask))
    throw changed('Who asked for this may not do so any more.')
  if (typed.replace(/[\s.,'’]/g, '') !== String(asked.maximum)) throw notTyped()
  const now = clock.now()
  const approved = await standing.approve(asked.id, later(now, standsMs), actor, now)
  return approved ?? (await lateFor(asked, parts))
}

async function revoke(name: string, actor: Actor, parts: StandingParts): Promise<Standing> {
  if (!may(currently(actor, parts), 'steer-schedules')) {
    throw lacksSenior('To revoke a standing approval', 'steer-schedules')
  }
  // Also of a schedule that has left the file: what stands can be ended.
  const { granted, waiting } = await parts.standing.of(name)
  const revoked =
    granted === null ? null : await parts.standing.end(granted.id, 'revoked', actor, parts.clock.now())
  if (revoked !== null) return revoked
  if (granted === null && waiting === null) standable(name, parts)
  throw notStanding(name, waiting)
}

async function ended(
  { id, ...asked }: Standing,
  how: Ending,
  actor: Actor,
  parts: StandingParts,
): Promise<Standing> {
  const done = await parts.standing.end(id, how, actor, parts.clock.now())
  return done ?? (await lateFor({ id, ...asked }, parts))
}

/** A schedule of runbook.yml that wants somebody's word, with whose. */
function standable(name: string, { runbook }: StandingParts): { schedule: Schedule; gate: Gate } {
  const { schedules } = runbook()
  const schedule = schedules.find((one) => one.name === name)
  if (schedule === undefined) throw noSchedule(name, schedules)
  const gate = gateOf(schedule.procedure)
  if (gate?.standing !== undefined) return { schedule, gate }
  throw new UserError('not_now', `${name} needs no standing approval.`, {
    action: 'It begins by itself, since nobody has to approve it.',
    status: 409,
  })
}

function stillWaiting(found: Standing | null, { clock, people }: StandingParts): Standing {
  if (found === null) {
    throw new UserError('no_standing', 'There is no such standing approval.', {
      action: 'See /ai schedule.',
      status: 404,
    })
  }
  if (found.status === 'asked' && found.expiresAt > clock.now()) return found
  throw late(found, people())
}

/** Whoever may approve, and did not ask. */
function mustBeAnother({ schedule, askedBy }: Standing, actor: Actor, parts: StandingParts): void {
  const { schedules } = parts.runbook()
  const procedure = schedules.find(({ name }) => name === schedule)?.procedure ?? ''
  const person = currently(actor, parts)
  if (!allows(procedure, 'approve', { person, askedBy })) throw mayNotApprove(askedBy, actor)
}

function mustBeNumber(maximum: number, name: string): void {
  if (Number.isInteger(maximum) && maximum >= 1 && maximum <= greatest) return
  throw new UserError('bad_maximum', 'That is not the most messages that it may delete each time.', {
    action: `Name a number from 1 to ${greatest.toLocaleString('en')}: /ai schedule approve ${name} 100000.`,
  })
}

/** Somebody was faster. */
async function lateFor({ id }: Standing, { standing, people }: StandingParts): Promise<never> {
  const now = await standing.find(id)
  if (now === null) throw new Error(`the standing approval ${id} is gone`)
  throw late(now, people())
}

const changed = (message: string): UserError =>
  new UserError('not_now', `${message} Nothing was approved.`, { action: 'Ask for it anew.', status: 409 })
