import { UserError } from '../../errors.ts'
import type { Standing } from '../../sops/standing/standing.ts'
import { type StandingFacts, standingCard } from '../cards/standing.ts'
import type { Press, Request } from '../handler.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from '../runs/actor.ts'
import { placeOfPlans } from '../runs/plan.ts'

/** `schedule approve NAME MAXIMUM`: asks for a standing approval, whose card is where plans are approved. */
export async function askStanding(name: string, maximum: number, request: Request): Promise<undefined> {
  const { platform, delivery } = request
  const place = placeOfPlans(request)
  await platform.checkReach?.(place)
  const wanted = { schedule: name, maximum, key: delivery.key, place }
  const asked = await request.with.standing.ask(wanted, actorOf(request))
  await show(asked, request)
  if (place.thread !== delivery.place.thread) await whisper(asked, request)
}

/** `schedule revoke NAME`, or the button. */
export async function revokeStanding(name: string, request: Request): Promise<undefined> {
  const { schedules, standing } = request.with
  const before = async () =>
    (await schedules.list()).find(({ schedule }) => schedule.name === name)?.standing?.granted ?? null
  const revoked = await once(() => standing.revoke(name, actorOf(request)), before, request)
  await show(revoked, request)
  await whisper(revoked, request)
}

export const revokeByPress = ({ value }: Press, request: Request): Promise<undefined> =>
  revokeStanding(value, request)

export const approveByPress = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, (id, actor) => request.with.standing.approve(id, press.input ?? '', actor))

export const rejectByPress = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, (id, actor) => request.with.standing.reject(id, actor))

export const withdrawByPress = (press: Press, request: Request): Promise<undefined> =>
  decide(press, request, (id, actor) => request.with.standing.withdraw(id, actor))

/** The card of one that waits, for whoever asks. */
export async function showStanding(press: Press, request: Request): Promise<undefined> {
  const found = await request.with.standing.find(idIn(press))
  if (found === null) throw stale()
  await whisper(found, request)
}

type Actor = ReturnType<typeof actorOf>

async function decide(
  press: Press,
  request: Request,
  work: (id: number, actor: Actor) => Promise<Standing>,
): Promise<undefined> {
  const id = idIn(press)
  const decided = await once(
    () => work(id, actorOf(request)),
    () => request.with.standing.find(id),
    request,
  )
  await show(decided, request)
  // Pressed elsewhere than on its own card, it is answered there.
  if (press.post.key !== cardKey(decided)) await whisper(decided, request)
}

/** Does it; what this person had done before the process ended is not done again. */
async function once(
  work: () => Promise<Standing>,
  asItIs: () => Promise<Standing | null>,
  { isResumed, person }: Request,
): Promise<Standing> {
  try {
    return await work()
  } catch (error) {
    if (!(isResumed && error instanceof UserError && error.status === 409)) throw error
    const now = await asItIs()
    const by = now?.endedBy ?? now?.approvedBy
    if (now === null || by !== person.id) throw error
    return now
  }
}

const cardKey = ({ id }: Standing): string => `standing:${id}`

/** Brings its one card up to date, where this platform has it. */
async function show(standing: Standing, { platform, ...request }: Request): Promise<void> {
  const { place } = standing
  if (place.platform !== platform.name) return
  const viewer = platform.isPrivate ? { id: standing.askedBy } : null
  await platform.post(place, cardKey(standing), standingCard(standing, factsOf(standing, viewer, request)))
}

async function whisper(standing: Standing, request: Request): Promise<undefined> {
  const { platform, delivery, person } = request
  const card = standingCard(standing, factsOf(standing, person, request))
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

function factsOf(
  { schedule: name }: Standing,
  viewer: StandingFacts['viewer'],
  { with: { people, runbook } }: Pick<Request, 'with'>,
): StandingFacts {
  const { schedules, service } = runbook()
  const schedule = schedules.find((one) => one.name === name)
  return { viewer, people: people(), schedule, timeZone: service.time_zone }
}

function idIn({ value }: Press): number {
  if (/^\d{1,9}$/.test(value)) return Number(value)
  throw stale()
}

function stale(): UserError {
  return new UserError('stale_button', 'This button is no longer in use.', { action: 'See /ai schedule.' })
}
