import { UserError } from '../../../errors.ts'
import type { People, Person } from '../../../people.ts'
import { isToken, tokenIdIn } from './api-token.ts'
import { type Scope, scopeSchema } from './scopes.ts'
import type { TokenStore } from './token-store.ts'

/** For whom a program acts, and what it may do. */
export interface Bearer {
  person: Person
  scopes: Scope[]
}

/**
 * Reads an Authorization header with an API token.
 * @throws UserError (401) where it holds none that is good now.
 */
export async function bearerOf(authorization: string, tokens: TokenStore, people: People): Promise<Bearer> {
  const text = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? ''
  const id = tokenIdIn(text)
  const token = id === null ? null : await tokens.find(id)
  const person = token === null ? undefined : people.byId(token.personId)
  if (token === null || person === undefined || !isToken(text, token.hash)) throw badToken()
  await tokens.used(token)
  return { person, scopes: token.scopes.flatMap((scope) => scopeSchema.safeParse(scope).data ?? []) }
}

function badToken(): UserError {
  return new UserError('bad_token', 'The token is not valid here, or no longer.', {
    status: 401,
    action: 'Ask an administrator for a new one.',
  })
}
