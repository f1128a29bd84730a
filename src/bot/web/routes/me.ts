import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Health, Suggestions } from '../../../assistant-api.ts'
import { UserError } from '../../../errors.ts'
import type { Maintenance } from '../../../oncall/planned.ts'
import { may, type People, type Person, rolesOf } from '../../../people.ts'
import { shorten } from '../../../shorten.ts'
import { announcedNow } from '../../planned/soon.ts'
import { remembered } from '../../remembered.ts'
import type { Me, PersonView } from '../api.ts'
import type { WebCollaborators } from '../collaborators.ts'
import { become, choosable, type Identity, identityIn } from '../identity.ts'
import { parse } from '../parse.ts'

const switchSchema = z.strictObject({ person: z.string().min(1).max(100) })

/** How long what is offered, how the service is and what is announced are shown without asking again, in milliseconds. */
const offersHoldMs = 15_000
const healthHoldMs = 3_000
const maintenanceHoldMs = 5_000
/** What a maintenance is for is told in so many characters. */
const longestReason = 120

/** Who somebody is, what they may do, and what the page can offer them. */
export function addMeRoutes(server: FastifyInstance, collaborators: WebCollaborators): void {
  const { clock, assistant, people } = collaborators
  const nothing: Suggestions = { machine_models: [], questions: [] }
  const offers = remembered(clock, offersHoldMs, nothing, assistant.suggestions)
  const health = remembered<Health | null>(clock, healthHoldMs, null, () =>
    assistant.health().catch(() => null),
  )
  const maintenance = remembered<Me['maintenance']>(clock, maintenanceHoldMs, undefined, async () =>
    maintenanceOf(await announcedNow(collaborators), clock.now()),
  )

  async function meOf(identity: Identity): Promise<Me> {
    const { person } = identity
    const seesService = may(person, 'see-service-state')
    const [offered, state, announced] = await Promise.all([
      offers(),
      seesService ? health() : null,
      maintenance(),
    ])
    const { machine_models: machineModels, questions } = offered
    return {
      person: viewOf(person),
      ...waysOut(identity, people()),
      commands: collaborators.commandsFor(person),
      machineModels,
      suggestions: questions.map(({ question, machine_model: machineModel, language }) => ({
        question,
        machineModel,
        language,
      })),
      ...(seesService && { service: serviceState(state) }),
      ...(announced && { maintenance: announced }),
      mayUpload: may(person, 'upload-manuals'),
      seesRuns: may(person, 'see-runs'),
      maxUploadMb: collaborators.config.MAX_UPLOAD_MB,
    }
  }

  server.get('/api/me', (request) => meOf(identityIn(request)))
  server.put('/api/me', async (request, reply) => {
    const identity = identityIn(request)
    if (identity.by !== 'switcher') throw noSwitcher()
    const { person: id } = parse(switchSchema, request.body)
    const person = choosable(people()).find((one) => one.id === id)
    if (person === undefined) {
      throw new UserError('no_person', 'There is no such person.', {
        status: 404,
        action: 'Choose one from the list.',
      })
    }
    become(reply, person)
    request.log.info({ becomes: person.id }, 'person switched')
    return await meOf({ ...identity, person })
  })
}

function maintenanceOf(one: Maintenance | undefined, now: Date): Me['maintenance'] {
  if (one === undefined) return undefined
  const { reason, from, until } = one
  return {
    reason: shorten(reason, longestReason),
    from: from.toISOString(),
    until: until.toISOString(),
    isNow: from <= now,
  }
}

/** How to be somebody else, or nobody. */
function waysOut(identity: Identity, people: People): Pick<Me, 'people' | 'session'> {
  if (identity.by === 'switcher') return { people: choosable(people).map(viewOf) }
  return identity.by === 'session' ? { session: { how: identity.session.how } } : {}
}

function noSwitcher(): UserError {
  return new UserError('no_switcher', 'You cannot be somebody else here.', {
    status: 403,
    action: 'Sign out, and sign in as the other person.',
  })
}

function viewOf(person: Person): PersonView {
  return { id: person.id, name: person.name, roles: rolesOf(person) }
}

const serviceTexts: Record<Health['status'], string> = {
  ok: 'Everything works',
  degraded: 'Works, with less than it should',
  down: 'It cannot answer now',
}

function serviceState(health: Health | null): NonNullable<Me['service']> {
  if (health === null) return { state: 'down', text: 'It does not respond' }
  return { state: health.status, text: serviceTexts[health.status] }
}
