import type { Clock } from '../../../clock.ts'
import type { OpsDb } from '../../../db.ts'
import { type AttemptStore, attemptStore } from './attempt-store.ts'
import { type PasswordStore, passwordStore } from './password-store.ts'
import { type SessionStore, sessionStore } from './session-store.ts'
import { type TokenStore, tokenStore } from './token-store.ts'

/** What sign-in keeps in the ops database. */
export interface SignInStore {
  passwords: PasswordStore
  attempts: AttemptStore
  sessions: SessionStore
  tokens: TokenStore
}

export function signInStore(db: OpsDb, clock: Clock): SignInStore {
  return {
    passwords: passwordStore(db, clock),
    attempts: attemptStore(db, clock),
    sessions: sessionStore(db, clock),
    tokens: tokenStore(db, clock),
  }
}
