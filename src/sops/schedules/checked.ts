import { UserError } from '../../errors.ts'
import { runbookSchema, type Schedule } from '../../runbook-settings.ts'
import { procedureOf, procedures } from '../catalog.ts'
import { mayRunByClock } from '../gates.ts'
import { checkAlone, valuesAtDue } from '../parameters.ts'

/** What runbook.yml holds, once its schedules ask only for what may run by the clock. */
export const checkedRunbookSchema = runbookSchema.superRefine(({ schedules }, context) => {
  for (const [index, schedule] of schedules.entries()) {
    for (const { field, message } of faultsOf(schedule, schedules.slice(0, index))) {
      context.addIssue({ code: 'custom', path: ['schedules', index, field], message })
    }
  }
})

/** Which values there are does not depend on when. */
const anyDue = new Date('2026-01-01T00:00:00Z')

interface Fault {
  field: keyof Schedule
  message: string
}

function faultsOf({ name, procedure: wanted, parameters }: Schedule, before: Schedule[]): Fault[] {
  const isRepeated = before.some((other) => other.name === name)
  const repeated: Fault[] = isRepeated
    ? [{ field: 'name', message: `"${name}" is another schedule already; give each its own name` }]
    : []
  const procedure = procedureOf(wanted)
  if (procedure === undefined || !mayRunByClock(wanted)) {
    return [...repeated, { field: 'procedure', message: refusalOf(wanted, procedure !== undefined) }]
  }
  try {
    checkAlone(procedure, valuesAtDue(procedure, parameters, anyDue))
    return repeated
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const message = [error.message, error.action].filter(Boolean).join(' ')
    return [...repeated, { field: 'parameters', message: message.replace(/\.$/, '') }]
  }
}

function refusalOf(wanted: string, isKnown: boolean): string {
  const allowed = procedures.map(({ name }) => name).filter(mayRunByClock)
  const why = isKnown
    ? `${wanted} may not run by the clock, since a person must confirm or approve it`
    : `there is no procedure "${wanted}"`
  return `${why}; name one of ${allowed.join(', ')}`
}
