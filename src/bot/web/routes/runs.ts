import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Actor } from '../../../actor.ts'
import { UserError } from '../../../errors.ts'
import { may, type Person } from '../../../people.ts'
import { allows } from '../../../sops/gates.ts'
import { type Run, runName } from '../../../sops/run.ts'
import { runsChannel } from '../../../sops/store.ts'
import { isDryRun, pressRun } from '../../runs/press.ts'
import type { PressResult, RunList, RunRecord, WaitingRun } from '../api.ts'
import type { WebCollaborators } from '../collaborators.ts'
import type { EventLine, OpenStream } from '../event-stream.ts'
import { identityIn, personOf } from '../identity.ts'
import { lineSchema, parse } from '../parse.ts'
import { web } from '../platform.ts'
import { runViews } from '../run-record.ts'

const maxNumber = 2_147_483_647
const paramsSchema = z.object({
  number: z.coerce.number({ error: 'must be the number of a run' }).int().min(1).max(maxNumber),
})
const pressSchema = z.strictObject({
  action: z.string().regex(/^run-[a-z-]{1,40}$/, { error: 'must be the action of a button' }),
  value: z.string().min(1).max(4_000),
  input: lineSchema.optional(),
})
/** How many runs are listed, and followed. */
const listed = 50

/** Runs, approvals and records, for whoever may see them. */
export function addRunRoutes(
  server: FastifyInstance,
  collaborators: WebCollaborators,
  openStream: OpenStream,
): void {
  const { runs, runbook } = collaborators
  const viewsFor = (person: Person) => runViews(person, collaborators)

  async function asked(request: FastifyRequest): Promise<{ person: Person; run: Run }> {
    const person = personOf(request)
    const { number } = parse(paramsSchema, request.params)
    const run = await runs.find(number)
    if (!maySee(run, person)) throw notForThem()
    if (run === null) throw noRun(number)
    return { person, run }
  }

  server.get('/api/runs', async (request): Promise<RunList> => {
    const { row } = viewsFor(viewerOf(request))
    return { runs: (await runs.recent(listed)).map(row), timeZone: runbook().service.time_zone }
  })

  server.get('/api/runs/waiting', async (request): Promise<{ runs: WaitingRun[] }> => {
    const { waiting } = viewsFor(viewerOf(request))
    return { runs: (await runs.waiting()).map(waiting) }
  })

  server.get('/api/runs/events', async (request, reply) => {
    viewerOf(request)
    await openStream(request, reply, { channel: runsChannel }, tellRuns(collaborators))
  })

  server.get('/api/runs/:number', async (request): Promise<RunRecord> => {
    const { person, run } = await asked(request)
    return viewsFor(person).record(run)
  })

  server.get('/api/runs/:number/record.json', async (request, reply) => {
    const { run } = await asked(request)
    const name = runName(run)
    reply.header('content-disposition', `attachment; filename="${name}.json"`)
    reply.type('application/json; charset=utf-8')
    return reply.send(`${JSON.stringify({ name, ...run }, null, 2)}\n`)
  })

  server.post('/api/runs/:number/presses', async (request): Promise<PressResult> => {
    const { number } = parse(paramsSchema, request.params)
    const { action, value, input } = parse(pressSchema, request.body)
    const actor = actorOf(request)
    const { person } = actor
    // The engine would never hear of it.
    if (!maySee(await runs.find(number), person))
      await runs.noteRefused(number, pressedAs(action), notForThem(), actor)
    const { run } = await asked(request)
    if (numberIn(value) !== run.number) throw foreignButton(run)
    const press = { action, value, ...(input !== undefined && { input }) }
    const pressed = await pressRun(press, actor, runs)
    request.log.info({ run: run.number, action }, 'press on a run')
    return isDryRun(pressed) ? { dryRun: pressed } : { run: viewsFor(person).card(pressed) }
  })
}

/** Tells of every run that changed since it was told of last. */
function tellRuns({ runHeads }: WebCollaborators): (line: EventLine) => Promise<boolean> {
  const told = new Map<number, number>()
  return async (line) => {
    for (const head of (await runHeads(listed)).reverse()) {
      if (told.get(head.number) === head.version) continue
      told.set(head.number, head.version)
      await line.send('run', head)
    }
    return false
  }
}

function actorOf(request: FastifyRequest): Actor {
  const { person, verified } = identityIn(request)
  return { person, verified, requestId: request.id, place: web }
}

/** `run-approve` is `pressed-approve` in the audit, whose actions are those of runs. */
const pressedAs = (action: string): string => action.replace(/^run-/, 'pressed-')

/** Who works with runs sees them all, everybody else those of procedures that are theirs to ask for. */
function maySee(run: Run | null, person: Person): boolean {
  if (may(person, 'see-runs')) return true
  return run !== null && allows(run.plan.procedure, 'ask', { person, askedBy: run.state.requestedBy })
}

function viewerOf(request: FastifyRequest): Person {
  const person = personOf(request)
  if (may(person, 'see-runs')) return person
  throw notForThem()
}

function notForThem(): UserError {
  return new UserError('not_allowed', 'Runs are for people who are on call.', {
    status: 403,
    action: 'Type /ai contacts to see whom to ask.',
  })
}

/** The number of the run that a button's value begins with. */
const numberIn = (value: string): number => Number(/^\d+/.exec(value)?.[0])

function noRun(number: number): UserError {
  return new UserError('no_run', `There is no run ${runName({ number })}.`, {
    status: 404,
    action: 'Choose one from the list of runs.',
  })
}

function foreignButton(run: Run): UserError {
  return new UserError('bad_request', `This button does not belong to ${runName(run)}.`, {
    action: 'Load the page anew.',
  })
}
