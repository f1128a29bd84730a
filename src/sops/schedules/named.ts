import { UserError } from '../../errors.ts'

/** The one of a name. @throws UserError where there is none. */
export function named<Named extends { name: string }>(name: string, all: Named[]): Named {
  const found = all.find((one) => one.name === name)
  if (found === undefined) throw noSchedule(name, all)
  return found
}

/** There is no such schedule; there are others. */
export function noSchedule(name: string, all: { name: string }[]): UserError {
  const names = all.map((one) => one.name).join(', ')
  return new UserError('no_schedule', `There is no schedule “${name.slice(0, 40)}”.`, {
    action: names === '' ? 'runbook.yml names none.' : `There are: ${names}.`,
    status: 404,
  })
}
