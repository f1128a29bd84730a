import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../../errors.ts'
import { type Case, caseName } from '../../../oncall/case.ts'
import { casesChannel } from '../../../oncall/channel.ts'
import { type Clause, clauseKey, clausesOf } from '../../../oncall/clauses.ts'
import { may, type Person } from '../../../people.ts'
import { clauseWords } from '../../cards/case.ts'
import { mayDeclare, notForThem, pressCase } from '../../cases/press.ts'
import { relationTo } from '../../cases/relation.ts'
import { withoutSecrets } from '../../chat-secrets.ts'
import { answerName } from '../../verified/answer.ts'
import type { CaseClause, CaseList, CasePressResult, CaseRecord } from '../api.ts'
import { type AskedCase, askedCase } from '../asked-case.ts'
import { caseViews } from '../case-record.ts'
import type { WebCollaborators } from '../collaborators.ts'
import type { EventLine, OpenStream } from '../event-stream.ts'
import { identityIn, personOf } from '../identity.ts'
import { parse, wordsSchema } from '../parse.ts'
import { web } from '../platform.ts'

const pressSchema = z.strictObject({
  action: z.string().regex(/^case-[a-z-]{1,40}$/, { error: 'must be the action of a button' }),
  value: z.string().min(1).max(100).optional(),
  input: wordsSchema.optional(),
})

/** How many cases that wait are listed, and followed. */
const listed = 200
/** How many of the resolved ones are. */
const listedResolved = 10

/** Cases, and what is done to them, for whoever may see them. */
export function addCaseRoutes(
  server: FastifyInstance,
  collaborators: WebCollaborators,
  openStream: OpenStream,
): void {
  const { cases, runbook } = collaborators
  const asked = (request: FastifyRequest) => askedCase(request, cases)
  const recordFor = ({ person, one, relation }: AskedCase): Promise<CaseRecord> =>
    caseViews(person, collaborators).record(one, relation)

  server.get('/api/cases', (request) => listFor(personOf(request), collaborators))

  server.get('/api/cases/events', async (request, reply) => {
    await openStream(request, reply, { channel: casesChannel }, tellCases(personOf(request), collaborators))
  })

  server.get('/api/cases/:number', async (request) => recordFor(await asked(request)))

  server.post('/api/cases/:number/presses', async (request): Promise<CasePressResult> => {
    const known = await asked(request)
    const { person, one } = known
    const { action, value = String(one.number), input } = parse(pressSchema, request.body)
    if (value.split(' ')[0] !== String(one.number)) throw foreignButton(one)
    if (action === 'case-urgency') {
      await mayDeclare(one.number, person, cases)
      return { clauses: clausesOf(runbook()).map((clause) => clauseView(one, clause)) }
    }
    const { verified } = identityIn(request)
    const actor = { person, verified, requestId: request.id, place: web }
    if (action === 'case-keep-answer') {
      if (!may(person, 'take-case')) throw notForThem()
      const { id } = await collaborators.proposeAnswer(one, withoutSecrets(input ?? ''), actor)
      return { kept: `The answer waits for somebody else’s review as ${answerName({ id })}: /ai answers.` }
    }
    const press = { action, value, ...(input !== undefined && { input: withoutSecrets(input) }) }
    const changed = await pressCase(press, actor, collaborators)
    collaborators.wakeCases()
    request.log.info({ case: one.number, action }, 'press on a case')
    return { case: await recordFor({ ...known, one: changed }) }
  })
}

async function listFor(person: Person, collaborators: WebCollaborators): Promise<CaseList> {
  const { cases, runbook } = collaborators
  const isAll = may(person, 'take-case')
  const waiting = isAll ? (await cases.unresolved(listed)).oldest : await cases.of(person.id, listed)
  const resolved = await cases.resolved(listedResolved, isAll ? undefined : person.id)
  const known = await Promise.all(
    [...waiting, ...resolved].map(async (one) => ({ one, relation: await relationTo(one, person, cases) })),
  )
  const { row } = caseViews(person, collaborators)
  const rows = known.flatMap(({ one, relation }) => (relation === null ? [] : [row(one, relation)]))
  const waits = isAll ? ['open'] : ['open', 'taken']
  return {
    cases: rows,
    waiting: rows.filter(({ status }) => waits.includes(status)).length,
    isAll,
    timeZone: runbook().service.time_zone,
  }
}

const clauseView = ({ number }: Case, clause: Clause): CaseClause => ({
  when: clause.when,
  leadsTo: clauseWords(clause),
  value: `${number} ${clauseKey(clause)}`,
})

/** Tells of every case that changed since it was told of last, as far as this person sees it by then. */
function tellCases(
  { id }: Person,
  { caseHeads, people }: WebCollaborators,
): (line: EventLine) => Promise<boolean> {
  const told = new Map<number, string>()
  return async (line) => {
    const whose = may(people().byId(id), 'take-case') ? null : id
    for (const head of (await caseHeads(whose, listed)).reverse()) {
      if (told.get(head.number) === head.version) continue
      told.set(head.number, head.version)
      await line.send('case', head)
    }
    return false
  }
}

function foreignButton(one: Case): UserError {
  return new UserError('bad_request', `This button does not belong to ${caseName(one)}.`, {
    action: 'Load the page anew.',
  })
}
