import { UserError } from '../../errors.ts'
import type { Card } from '../card.ts'
import { withoutButton } from '../cards/change.ts'
import { schedulesCard, steeredCard } from '../cards/schedules.ts'
import type { Asked, Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { askStanding, revokeStanding } from './standing.ts'

const shape = /^(pause|resume|revoke)\s+(\S+)$/i
/** The number as people write it. */
const approving = /^approve\s+(\S+)\s+([1-9][\d.,'’ ]*)$/i

/** Whether the words behind the command are its own. */
export function isScheduleWords(text: string): boolean {
  const words = text.trim()
  return words === '' || shape.test(words) || approving.test(words)
}

/**
 * `schedule`: what runs by the clock; `schedule pause NAME` and `resume`; `schedule approve NAME MAXIMUM` and
 * `revoke`, for what needs a standing approval.
 */
export async function schedule({ text }: Asked, request: Request): Promise<undefined> {
  const { person, with: facts } = request
  const words = text.trim()
  if (words === '') {
    const { time_zone: timeZone } = facts.runbook().service
    const view = { person, people: facts.people(), timeZone, now: facts.clock.now() }
    return await whisper(schedulesCard(await facts.schedules.list(), view), request)
  }
  const [, standing, maximum = ''] = approving.exec(words) ?? []
  if (standing !== undefined) return await askStanding(standing, Number(maximum.replace(/\D/g, '')), request)
  const [, verb = '', name = ''] = shape.exec(words) ?? []
  if (name === '') throw unclear(words)
  if (verb.toLowerCase() === 'revoke') return await revokeStanding(name, request)
  await steer(verb.toLowerCase() === 'pause' ? 'pause' : 'resume', name, request)
}

function unclear(words: string): UserError {
  return /^approve/i.test(words)
    ? new UserError('unclear', 'That does not say how many messages it may delete each time.', {
        action: 'For example: /ai schedule approve weekly-maintenance 100000.',
      })
    : new UserError('unclear', 'That is not how a schedule is paused or resumed.', {
        action: 'For example: /ai schedule pause daily-log-review. See /ai schedule for all of them.',
      })
}

export const pauseByPress = (press: Press, request: Request): Promise<undefined> =>
  steerByPress('pause', press, request)

export const resumeByPress = (press: Press, request: Request): Promise<undefined> =>
  steerByPress('resume', press, request)

/** Does it, and takes the button from the card. */
async function steerByPress(
  verb: 'pause' | 'resume',
  { action, value, post }: Press,
  request: Request,
): Promise<undefined> {
  await steer(verb, value, request)
  const card = await request.platform.read(post)
  if (card !== null) await request.platform.update(post, withoutButton(card, action, value))
}

async function steer(verb: 'pause' | 'resume', name: string, request: Request): Promise<undefined> {
  const { schedules } = request.with
  try {
    await schedules[verb](name, actorOf(request))
  } catch (error) {
    // It was done already before the process ended.
    if (!(request.isResumed && error instanceof UserError && error.code === 'not_now')) throw error
  }
  const now = (await schedules.list()).find((one) => one.schedule.name === name)
  if (now !== undefined) await whisper(steeredCard(now, request.with.runbook().service.time_zone), request)
}

async function whisper(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
