import type { Clause } from '../../oncall/clauses.ts'
import { clauseKey } from '../../oncall/clauses.ts'
import { clauseWords } from '../cards/case.ts'
import type { FormField } from '../forms.ts'

/** Chosen where nobody can say. */
const unknown = 'unknown'

/** How urgent it is, for a form that asks for a person: everything that can be declared of a case. */
export function urgencyField(clauses: Clause[]): FormField {
  const options = clauses.map((clause) => ({
    label: `${clause.when}: ${clauseWords(clause)}`,
    value: clauseKey(clause),
  }))
  return {
    name: 'clause',
    label: 'How urgent is it?',
    kind: 'choice',
    isRequired: false,
    initial: unknown,
    options: [{ label: 'I do not know', value: unknown }, ...options],
  }
}

/** Whether something was chosen that can be declared. */
export const isClause = (chosen: string | undefined): chosen is string =>
  chosen !== undefined && chosen !== '' && chosen !== unknown
