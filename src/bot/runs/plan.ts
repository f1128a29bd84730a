import type { ActVerb } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import { may } from '../../people.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import type { Button, Card } from '../card.ts'
import { problemCard } from '../cards/problem.ts'
import { cardOf, nameOfRun, text, verbOf } from '../cards/run/parts.ts'
import { serviceButtons } from '../cards/run-list.ts'
import { dutiesOf } from '../duty.ts'
import type { Request } from '../handler.ts'
import type { Place } from '../platform.ts'
import { replyKey } from '../reply.ts'
import { actorOf } from './actor.ts'
import { servicesAllowing } from './services.ts'

/** A procedure on a service, as somebody asks for it. */
export interface WantedPlan {
  procedure: ActVerb
  service: string
  reason: string | null
}

/** Plans a run, whose card follows and is confirmed there. Whoever may not is told who may. */
export async function plan(wanted: WantedPlan, request: Request): Promise<undefined> {
  const { person } = request
  const isAllowed = may(person, `${wanted.procedure}-service`)
  try {
    const run = await requestRun(wanted, request)
    if (placeOfPlans(request).thread !== placeAsked(request).thread)
      await tell(elsewhereCard(run, request), request)
  } catch (error) {
    if (!(error instanceof UserError) || request.signal.aborted) throw error
    await tell(isAllowed ? await refusalCard(error, wanted, request) : dutyCard(wanted, request), request)
  }
}

/** Also for somebody who may not: the refusal is the engine's, which notes it. */
async function requestRun({ procedure, service, reason }: WantedPlan, request: Request): Promise<Run> {
  const { delivery, with: facts } = request
  const place = placeOfPlans(request)
  await request.platform.checkReach?.(place)
  const wanted = { procedure, parameters: { service }, reason, key: delivery.key, place }
  return await facts.runs.request(wanted, actorOf(request))
}

/** Where plans are read and approved together, or else where it was asked for. */
function placeOfPlans(request: Request): Place {
  return request.platform.rooms.operations ?? placeAsked(request)
}

/** A plan is never private: what only one person sees does not last, and nobody else could approve it. */
function placeAsked({ platform, delivery }: Request): Place {
  const { place } = delivery
  return platform.lastsAt?.(place) ?? platform.sharesTo(place) ?? place
}

/** The plan is shown elsewhere: where, and by which name. */
function elsewhereCard(run: Run, request: Request): Card {
  const address = request.platform.addressOf(placeOfPlans(request))
  return cardOf(`PLAN · ${nameOfRun(run)} · ${runName(run)}`, 'neutral', [
    text('The plan is in the operations channel.'),
    address === null ? null : { kind: 'link', label: 'Open the operations channel', url: address },
  ])
}

async function tell(card: Card, { platform, delivery, person }: Request): Promise<undefined> {
  await platform.whisper(delivery.place, person.id, replyKey(delivery), card)
}

function dutyCard({ procedure }: WantedPlan, { delivery, with: facts }: Request): Card {
  const { primary } = dutiesOf(facts.runbook(), facts.people())
  const refusal = {
    message: `${verbOf(procedure)} needs the on-call role.`,
    action: `On duty: ${primary?.name ?? 'nobody is named'}.`,
  }
  return problemCard(refusal, [{ label: 'Ask them', action: 'get-a-person', value: delivery.key }])
}

/** Why there is no plan; and the services that it can be made for, where it was about the service. */
async function refusalCard(
  error: UserError,
  { procedure, service }: WantedPlan,
  { with: facts, signal }: Request,
): Promise<Card> {
  if (error.code === 'busy') return problemCard(error, await showWorking(service, facts.runs))
  const isAboutService = error.code === 'unknown_service' || error.code === 'forbidden_verb'
  const services = isAboutService ? await servicesAllowing(procedure, facts.agent, signal) : []
  return problemCard(error, serviceButtons(procedure, services))
}

/** The run that is in the way. */
async function showWorking(service: string, runs: Pick<Runs, 'workingOn'>): Promise<Button[]> {
  const run = await runs.workingOn(`service:${service}`)
  return run === null
    ? []
    : [{ label: `Show ${runName(run)}`, action: 'run-show', value: String(run.number) }]
}
