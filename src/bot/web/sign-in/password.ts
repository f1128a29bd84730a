import { isIPv6 } from 'node:net'
import { UserError } from '../../../errors.ts'
import type { People, Person } from '../../../people.ts'
import { verifyPassword } from './password-hash.ts'
import type { SignInStore } from './store.ts'

/** What somebody typed, and where they are. */
export interface Attempt {
  name: string
  password: string
  address: string
  requestId: string
}

/**
 * Who somebody is by name and password. It says the same, and takes as long, whether the name is somebody's or
 * not.
 * @throws UserError where it is wrong, or too many attempts were.
 */
export async function personByPassword(
  { name, password, address, requestId }: Attempt,
  { passwords, attempts }: Pick<SignInStore, 'passwords' | 'attempts'>,
  people: People,
): Promise<Person> {
  const from = networkOf(address)
  const wait = (await attempts.take('address', from)) || (await attempts.take('name', name))
  if (wait > 0) throw tooMany(wait)
  const person = people.byIdentity('local', name)
  const isRight = await verifyPassword(password, await passwords.hashOf(person?.id ?? ''))
  if (person === undefined || !isRight) {
    await attempts.noteRefused(person?.id ?? null, { how: 'password', why: 'wrong' }, requestId)
    throw wrong()
  }
  await attempts.forgive(name, from)
  return person
}

/** An address; of IPv6, where everybody has many, the network of 64 bits. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address
  const [head = '', tail] = address.split('::')
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'))
  const zeros = 8 - groups(head).length - groups(tail).length
  const all =
    tail === undefined ? groups(head) : [...groups(head), ...Array(zeros).fill('0'), ...groups(tail)]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

function wrong(): UserError {
  return new UserError('wrong_password', 'The name or the password is wrong.', {
    status: 401,
    action: 'Try again.',
  })
}

function tooMany(waitMs: number): UserError {
  const minutes = Math.ceil(waitMs / 60_000)
  return new UserError('too_many_attempts', 'There were too many attempts to sign in.', {
    status: 429,
    action: `Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`,
  })
}
