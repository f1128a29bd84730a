import { askerName } from '../../asker.ts'
import { UserError } from '../../errors.ts'
import { may, type People } from '../../people.ts'
import { gateOf } from '../gates.ts'
import { dayAndTime } from '../times.ts'
import type { Standable, Standing, Standings } from './standing.ts'
import { standingDigest } from './standing-digest.ts'

/** As of when, and among whom, an approval counts. */
export interface FlawFacts {
  people: People
  timeZone: string
  now: Date
}

/** Why a schedule may not begin on the word that was given for it; null where it may. */
export function flawOf(schedule: Standable, all: Standings, facts: FlawFacts): UserError | null {
  const message = sentence(schedule, all.granted, facts)
  if (message === null) return null
  return new UserError('no_standing', message, { action: whatToDo(schedule, all, facts), status: 403 })
}

function sentence(schedule: Standable, granted: Standing | null, facts: FlawFacts): string | null {
  const { name } = schedule
  if (granted === null) return `${name} waits for a standing approval.`
  const { status, endedBy, expiresAt, digest, maximum } = granted
  if (status === 'revoked') {
    return `The standing approval of ${name} was revoked by ${askerName(endedBy ?? '', facts.people)}.`
  }
  if (status !== 'approved' || expiresAt <= facts.now) {
    return `The standing approval of ${name} expired on ${dayAndTime(expiresAt, facts.timeZone)}.`
  }
  if (digest !== standingDigest(schedule, maximum)) {
    return `The standing approval of ${name} was for another definition, or for other parameters.`
  }
  return lostRight(schedule, granted, facts.people)
}

/** Both must still be such as could say it now. */
function lostRight({ name, procedure }: Standable, { askedBy, approvedBy }: Standing, people: People) {
  const gate = gateOf(procedure)
  const person = people.byId(approvedBy ?? '')
  if (gate === undefined || !may(person, gate.approve)) {
    return `${askerName(approvedBy ?? '', people)}, who approved that ${name} runs, may not approve it any more.`
  }
  return may(people.byId(askedBy), gate.ask)
    ? null
    : `${askerName(askedBy, people)}, who asked that ${name} runs, may not ask for it any more.`
}

function whatToDo({ name }: Standable, { waiting }: Standings, { people }: FlawFacts): string {
  return waiting === null
    ? `A senior types /ai schedule approve ${name} 100000, with the most messages that it may delete each time; another senior approves that.`
    : `${askerName(waiting.askedBy, people)} asked for one: another senior approves it in /ai schedule.`
}
