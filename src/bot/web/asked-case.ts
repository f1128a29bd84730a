import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { UserError } from '../../errors.ts'
import { type Case, caseName } from '../../oncall/case.ts'
import type { CaseStore } from '../../oncall/store.ts'
import type { Person } from '../../people.ts'
import { type Relation, relationTo } from '../cases/relation.ts'
import { personOf } from './identity.ts'
import { parse } from './parse.ts'

/** A number as the database keeps it. */
export const maxNumber = 2_147_483_647
const paramsSchema = z.object({
  number: z.coerce.number({ error: 'must be the number of a case' }).int().min(1).max(maxNumber),
})

export interface AskedCase {
  person: Person
  one: Case
  /** What the person is to it. */
  relation: Relation
}

/** The case whose number stands in a request's address. @throws UserError where there is none that the person may see. */
export async function askedCase(
  request: FastifyRequest,
  cases: Pick<CaseStore, 'find' | 'addedTo'>,
): Promise<AskedCase> {
  const person = personOf(request)
  const { number } = parse(paramsSchema, request.params)
  const one = await cases.find(number)
  const relation = one === null ? null : await relationTo(one, person, cases)
  if (one === null || relation === null) throw noCase(number)
  return { person, one, relation }
}

/** The same whether there is none, or none of theirs: whose it is is nobody else's business, nor whether it is. */
function noCase(number: number): UserError {
  return new UserError('no_case', `There is no case ${caseName({ number })} of yours.`, {
    status: 404,
    action: 'Choose one from the list of cases.',
  })
}
