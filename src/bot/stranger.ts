import { UserError } from '../errors.ts'

/** The refusal for somebody whom people.yml does not know. */
export function stranger(): UserError {
  return new UserError('stranger', 'You are not in the list of people who may use this.', {
    status: 403,
    action: 'Ask an administrator to add you to people.yml.',
  })
}
