import cookie from '@fastify/cookie'
import type { FastifyInstance } from 'fastify'
import type { Clock } from '../../../clock.ts'
import type { Config } from '../../../config.ts'
import type { Logger } from '../../../log.ts'
import type { People } from '../../../people.ts'
import { remembered } from '../../remembered.ts'
import { isDemo } from '../demo.ts'
import { cookieKey } from './cookies.ts'
import type { OpenIdSignIn } from './openid.ts'
import { openProviders } from './providers.ts'
import { type Sessions, webSessions } from './sessions.ts'
import type { SignInStore } from './store.ts'

/** What signing in, and knowing who is signed in, work with. */
export interface SignInParts {
  config: Config
  clock: Clock
  log: Logger
  people(): People
  store: SignInStore
  sessions: Sessions
  /** By whom people can sign in. */
  providers: OpenIdSignIn[]
  /** Whether the demo's switcher stands in for signing in. */
  isDemo(): Promise<boolean>
}

/** How long it may take until the switcher goes once somebody has a password, in milliseconds. */
const holdMs = 1_000

/**
 * Makes the parts of sign-in; no route is added yet.
 * @throws UserError where the settings are not enough.
 */
export async function openSignIn(
  server: FastifyInstance,
  parts: Pick<SignInParts, 'config' | 'clock' | 'log' | 'people'> & { signIn: SignInStore },
): Promise<SignInParts> {
  const { config, clock, log, people, signIn: store } = parts
  await server.register(cookie, { secret: cookieKey(config) })
  // Until it is known, nobody is let in by the switcher.
  const anyPassword = remembered(clock, holdMs, true, store.passwords.any)
  return {
    config,
    clock,
    log,
    people,
    store,
    sessions: webSessions({ config, people, store: store.sessions }),
    providers: openProviders(config, log),
    isDemo: async () => isDemo(config) && !(await anyPassword()),
  }
}
