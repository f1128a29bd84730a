import { UserError } from '../../errors.ts'
import { dutiesAt } from '../../oncall/duty.ts'
import { rolesThatMay } from '../../people.ts'
import { procedureOf } from '../../sops/catalog.ts'
import { allows, gateOf } from '../../sops/gates.ts'
import { lockOf } from '../../sops/lock.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import { weekdayAndTime } from '../../sops/times.ts'
import type { Button, Card } from '../card.ts'
import { problemCard } from '../cards/problem.ts'
import { cardOf, nameOfRun, text, verbOf } from '../cards/run/parts.ts'
import { serviceButtons } from '../cards/run-list.ts'
import type { Request } from '../handler.ts'
import type { Place } from '../platform.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from './actor.ts'
import { servicesAllowing } from './services.ts'

/** The procedures on a service that people ask for; each is called as the agent's verb. */
export type ServiceProcedure = 'restart' | 'start' | 'stop'

/** A procedure on a service, as somebody asks for it. */
export interface WantedPlan {
  procedure: ServiceProcedure
  service: string
  reason: string | null
}

/** Any procedure, as somebody asks for it. */
export interface WantedRun {
  procedure: string
  parameters: Record<string, string>
  reason: string | null
  /** Where its card is to be, when not where plans are approved. */
  place?: Place
}

/** Plans a run on a service. */
export async function plan({ service, ...wanted }: WantedPlan, request: Request): Promise<undefined> {
  await planRun({ ...wanted, parameters: { service } }, request)
}

/**
 * Plans a run, whose card follows and is confirmed there; where nobody has to confirm it, it begins. Whoever may
 * not is told who may.
 */
export async function planRun(wanted: WantedRun, request: Request): Promise<undefined> {
  const { person } = request
  const isAllowed = allows(wanted.procedure, 'ask', { person, askedBy: person.id })
  const place = wanted.place ?? placeOfPlans(request)
  try {
    const run = await requestRun({ ...wanted, place }, request)
    if (wanted.place === undefined && place.thread !== placeAsked(request).thread)
      await tell(elsewhereCard(run, request), request)
  } catch (error) {
    if (!(error instanceof UserError) || request.signal.aborted) throw error
    await tell(isAllowed ? await refusalCard(error, wanted, request) : dutyCard(wanted, request), request)
  }
}

/** Also for somebody who may not: the refusal is the engine's, which notes it. */
async function requestRun(wanted: WantedRun & { place: Place }, request: Request): Promise<Run> {
  const { delivery, with: facts } = request
  await request.platform.checkReach?.(wanted.place)
  return await facts.runs.request({ ...wanted, key: delivery.key }, actorOf(request))
}

/** Where plans are read and approved together, or else where it was asked for. */
export function placeOfPlans(request: Asking): Place {
  return request.platform.rooms.operations ?? placeAsked(request)
}

/** Somebody's delivery, and where it came from. */
type Asking = Pick<Request, 'platform' | 'delivery'>

/** A plan is never private: what only one person sees does not last, and nobody else could approve it. */
function placeAsked({ platform, delivery }: Asking): Place {
  const { place } = delivery
  return platform.lastsAt?.(place) ?? platform.sharesTo(place) ?? place
}

/** The plan is shown elsewhere: where, and by which name. */
function elsewhereCard(run: Run, request: Request): Card {
  const address = request.platform.addressOf(placeOfPlans(request))
  const hasBegun = gateOf(run.plan.procedure)?.approval === 'none'
  return cardOf(`${hasBegun ? 'RUNNING' : 'PLAN'} · ${nameOfRun(run)} · ${runName(run)}`, 'neutral', [
    text(`${hasBegun ? 'What comes of it' : 'The plan'} is in the operations channel.`),
    address === null ? null : { kind: 'link', label: 'Open the operations channel', url: address },
  ])
}

async function tell(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

function dutyCard({ procedure }: WantedRun, { delivery, with: facts }: Request): Card {
  const gate = gateOf(procedure)
  const roles = gate === undefined ? ['on-call'] : rolesThatMay(gate.ask)
  const message = `${verbOf(procedure)} needs the ${roles.join(' or ')} role.`
  if (!roles.includes('on-call')) return problemCard({ message, action: 'Ask somebody who has it.' })
  const { primary, until } = dutiesAt(facts.runbook(), facts.people(), facts.clock.now())
  const end = until === null ? '' : ` until ${weekdayAndTime(until, facts.runbook().service.time_zone)}`
  const action = `On duty: ${primary === undefined ? 'nobody is named' : primary.name + end}.`
  return problemCard({ message, action }, [
    { label: 'Ask them', action: 'get-a-person', value: delivery.key },
  ])
}

/** Why there is no plan; and the services that it can be made for, where it was about the service. */
async function refusalCard(error: UserError, wanted: WantedRun, request: Request): Promise<Card> {
  const { procedure } = wanted
  const { with: facts, signal } = request
  if (error.code === 'busy') return problemCard(error, await showWorking(wanted, facts.runs))
  const isAboutService = error.code === 'unknown_service' || error.code === 'forbidden_verb'
  if (!isAboutService || !isOfService(procedure)) return problemCard(error)
  const services = await servicesAllowing(procedure, facts.agent, signal)
  return problemCard(error, serviceButtons(procedure, services))
}

/** Whether a procedure is one on a service. */
export function isOfService(procedure: string): procedure is ServiceProcedure {
  return procedure === 'restart' || procedure === 'start' || procedure === 'stop'
}

/** The run that is in the way. */
async function showWorking(
  { procedure: name, parameters }: WantedRun,
  runs: Pick<Runs, 'workingOn'>,
): Promise<Button[]> {
  const procedure = procedureOf(name)
  const run = procedure === undefined ? null : await runs.workingOn(lockOf(procedure, parameters))
  return run === null
    ? []
    : [{ label: `Show ${runName(run)}`, action: 'run-show', value: String(run.number) }]
}
