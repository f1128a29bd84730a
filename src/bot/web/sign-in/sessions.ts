import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../../config.ts'
import type { People, Person } from '../../../people.ts'
import { tenantMember } from '../../teams/members.ts'
import { type SignedCookie, signedCookie } from './cookies.ts'
import { type Session, type SessionStore, type SignInWay, sessionMs } from './session-store.ts'

/** A session, and whose it is now. */
export interface Owned {
  session: Session
  person: Person
}

/** Who is signed in with a browser. */
export interface Sessions {
  /** Signs a person in; whoever was signed in with this browser no longer is. */
  open(how: SignInWay, person: Person, request: FastifyRequest, reply: FastifyReply): Promise<void>
  /** Who is signed in; null where nobody is. */
  of(request: FastifyRequest): Promise<Owned | null>
  /** Whether a session still stands, without counting as a sign of life. */
  stands(session: Session): Promise<boolean>
  /** Signs out here, or everywhere. */
  end(
    session: Session,
    where: 'here' | 'everywhere',
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void>
}

export interface SessionParts {
  config: Config
  people(): People
  store: SessionStore
}

export function webSessions({ config, people, store }: SessionParts): Sessions {
  const cookie = signedCookie('session', config)
  /** people.yml decides anew each time whose identity it is, and the settings whether the tenant's people are staff. */
  const personOf = ({ how, identity, personId, name }: Session): Person | null => {
    const known = people().byIdentity(platformOf(how), identity)
    const isMember = how === 'microsoft' && config.TEAMS_TENANT_IS_STAFF
    const person = known ?? (isMember ? tenantMember(identity, name ?? identity) : undefined)
    return person?.id === personId ? person : null
  }
  const of: Sessions['of'] = async (request) => {
    const id = idIn(request, cookie)
    const session = id === null ? null : await store.use(id)
    const person = session === null ? null : personOf(session)
    return session === null || person === null ? null : { session, person }
  }
  return {
    of,
    open: async (how, person, request, reply) => {
      const identity = person.identities[platformOf(how)]
      if (identity === undefined) throw new Error(`${person.id} signed in without an identity`)
      const before = await of(request)
      if (before !== null) await store.end(before.session, request.id)
      const token = randomBytes(32).toString('base64url')
      const name = people().byId(person.id) === undefined ? person.name : null
      await store.open({ id: digest(token), how, identity, personId: person.id, name }, request.id)
      cookie.put(reply, token, sessionMs)
    },
    stands: async (session) => {
      const found = await store.find(session.id)
      return found !== null && personOf(found) !== null
    },
    end: async (session, where, request, reply) => {
      await (where === 'here' ? store.end : store.endAll)(session, request.id)
      cookie.drop(reply)
    },
  }
}

const platforms = { slack: 'slack', microsoft: 'teams', password: 'local' } as const

/** Which identity of a person a way to sign in proves. */
export const platformOf = (how: SignInWay) => platforms[how]

const digest = (token: string): string => createHash('sha256').update(token).digest('hex')

function idIn(request: FastifyRequest, cookie: SignedCookie): string | null {
  const token = cookie.read(request)
  return token === null ? null : digest(token)
}
