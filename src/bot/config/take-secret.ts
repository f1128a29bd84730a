import type { StagedValue } from '../../agent-api.ts'
import { UserError } from '../../errors.ts'
import type { People, Person } from '../../people.ts'
import { changesText } from '../../sops/parameters/changes.ts'
import { type Run, runName } from '../../sops/run.ts'
import type { Runs } from '../../sops/runs.ts'
import type { Delivery, Place } from '../platform.ts'
import { web } from '../web/platform.ts'
import { handleOf, runKeyOf, type SecretAsked } from './links.ts'

export interface SecretParts {
  people(): People
  findDelivery(key: string): Promise<Delivery | null>
  runs: Pick<Runs, 'request' | 'ofKey'>
  /** Hands a value to the agent. */
  stage(handle: string, value: StagedValue): Promise<void>
  /** Where the plan of what a delivery asked for is shown. */
  placeOfPlans(delivery: Delivery): Place
}

/** What a link that still works is for. */
export interface OpenLink {
  setting: string
  person: Person
  delivery: Delivery
}

/** @throws UserError where the link was used, or is somebody else's than the visitor. */
export async function openLink(asked: SecretAsked, visitor: Person, parts: SecretParts): Promise<OpenLink> {
  const delivery = await parts.findDelivery(asked.delivery)
  const person = parts.people().byId(delivery?.personId ?? '')
  if (delivery === null || person === undefined) throw unusable('This link is nobody’s any more.')
  if (visitor.id !== person.id) throw unusable(`This link is for ${person.name} alone.`)
  const used = await parts.runs.ofKey(runKeyOf(asked))
  if (used !== null) throw unusable(`This link was used: see ${runName(used)}.`)
  return { setting: asked.setting, person, delivery }
}

/** Hands the value to the agent, and plans the change; of the value nothing is kept. */
export async function takeSecret(
  asked: SecretAsked,
  value: string,
  { person, delivery, setting }: OpenLink,
  requestId: string,
  parts: SecretParts,
): Promise<Run> {
  const staged = handleOf(asked)
  await parts.stage(staged, { name: setting, value })
  const wanted = {
    procedure: 'config',
    parameters: { changes: changesText([{ name: setting, staged }]) },
    reason: null,
    key: runKeyOf(asked),
    place: parts.placeOfPlans(delivery),
  }
  return await parts.runs.request(wanted, {
    person,
    verified: delivery.verified,
    requestId,
    place: web,
  })
}

function unusable(message: string): UserError {
  return new UserError('bad_link', message, {
    status: 403,
    action: 'Type /ai config and the name of the setting for a new one.',
  })
}
