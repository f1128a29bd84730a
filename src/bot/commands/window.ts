import { UserError } from '../../errors.ts'
import { plannedId } from '../../oncall/planned-store.ts'
import { may } from '../../people.ts'
import type { Card } from '../card.ts'
import { withoutButton } from '../cards/change.ts'
import { endedCard, maintenanceCard, plannedCard } from '../cards/planned.ts'
import type { Asked, Press, Request } from '../handler.ts'
import { maintenanceView } from '../planned/soon.ts'
import { plannedTime } from '../planned/time.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { windowWords } from './words-of-window.ts'

/** So many days ahead is listed: what comes once a month is in it. */
const listedDays = 40

/**
 * `window`: which maintenance is planned, and which lasts now; `window plan WHEN HOW-LONG WHAT-FOR`, `window cancel 3`
 * and `window end`.
 */
export async function maintenanceWindow({ text }: Asked, request: Request): Promise<undefined> {
  const asked = windowWords(text)
  if (asked === null) throw unclear()
  if (asked.verb === 'list') return await list(request)
  mustBeAllowed(request)
  if (asked.verb === 'end') return await end(async () => asked.id ?? (await runningNow(request)), request)
  const { planned, wakeCases, runbook } = request.with
  const { key, receivedAt } = request.delivery
  const time = plannedTime(asked.words, receivedAt, runbook().service.time_zone)
  const made = await planned.plan({ ...time, key }, actorOf(request))
  wakeCases()
  await whisper(plannedCard(made, viewOf(request)), request)
}

/** Does it, and takes the button from the card. */
export async function endByPress({ action, value, post }: Press, request: Request): Promise<undefined> {
  if (!/^\d{1,9}$/.test(value)) {
    throw new UserError('stale_button', 'This button is no longer in use.', { action: 'See /ai window.' })
  }
  await end(async () => Number(value), request)
  const card = await request.platform.read(post)
  if (card !== null) await request.platform.update(post, withoutButton(card, action, value))
}

async function list(request: Request): Promise<undefined> {
  const all = await request.with.planned.ahead(listedDays)
  await whisper(maintenanceCard(all, viewOf(request)), request)
}

async function end(which: () => Promise<number>, request: Request): Promise<undefined> {
  const { planned, wakeCases } = request.with
  const { key } = request.delivery
  // It was done already, and is only handled again.
  const done = await planned.endedOn(key)
  const ended = done ?? (await planned.end(await which(), key, actorOf(request)))
  wakeCases()
  await whisper(endedCard(ended, viewOf(request)), request)
}

/** The number of the one that lasts now. @throws UserError where there is not one. */
async function runningNow({ with: { planned, clock } }: Request): Promise<number> {
  const now = clock.now()
  const running = (await planned.ahead(1)).filter(({ from }) => from <= now)
  const [id, ...others] = running.flatMap((one) => plannedId(one) ?? [])
  if (id !== undefined && others.length === 0) return id
  if (id !== undefined) {
    throw new UserError('unclear', `Several last now: ${[id, ...others].join(', ')}.`, {
      action: `Say which, such as /ai window end ${id}.`,
    })
  }
  throw new UserError('not_now', 'No planned maintenance lasts now.', {
    status: 409,
    action:
      running.length === 0
        ? 'See /ai window for what is planned; /ai window cancel takes one back.'
        : 'What lasts now stands in runbook.yml, and is ended there.',
  })
}

function mustBeAllowed({ person }: Request): void {
  if (may(person, 'plan-maintenance')) return
  throw new UserError('not_allowed', 'To plan and end maintenance needs the senior role.', {
    action: 'Ask somebody who has it.',
    status: 403,
  })
}

function unclear(): UserError {
  return new UserError('unclear', 'That is not how a maintenance is planned, cancelled or ended.', {
    action:
      'For example: /ai window plan tomorrow 22:00 2h Upgrade of the database, /ai window cancel 3, /ai window end.',
  })
}

const viewOf = ({ person, with: facts }: Request) => ({ person, ...maintenanceView(facts) })

async function whisper(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}
