import { putAudit } from '../../../audit-store.ts'
import { type Clock, later } from '../../../clock.ts'
import type { OpsDb } from '../../../db.ts'

/** How somebody signed in. */
export type SignInWay = 'slack' | 'microsoft' | 'password'

/** Somebody who is signed in. */
export interface Session {
  /** The SHA-256 of the token in the cookie. */
  id: string
  how: SignInWay
  /** The Slack member id, the object id in Entra or the local name that opened it. */
  identity: string
  personId: string
  /** What somebody is called who is not in people.yml; null for everybody else. */
  name: string | null
}

export interface SessionStore {
  /** Opens a session, and forgets those that are over. */
  open(session: Session, requestId: string): Promise<void>
  /** A session that is not over; null where there is none. */
  find(id: string): Promise<Session | null>
  /** The same, of somebody who does something now: they are not away. */
  use(id: string): Promise<Session | null>
  /** Signs out. */
  end(session: Session, requestId: string): Promise<void>
  /** Signs somebody out everywhere. */
  endAll(session: Session, requestId: string): Promise<void>
}

/** How long one stays signed in, and how long without doing anything, in milliseconds. */
export const sessionMs = 12 * 3_600_000
const idleMs = 2 * 3_600_000
/** When somebody was last seen is kept no finer than this, in milliseconds. */
const seenEveryMs = 60_000

export function sessionStore(db: OpsDb, clock: Clock): SessionStore {
  const isOver = () => ({
    OR: [{ expiresAt: { lte: clock.now() } }, { seenAt: { lte: later(clock.now(), -idleMs) } }],
  })
  const select = { id: true, how: true, identity: true, personId: true, name: true, seenAt: true }
  const find = (id: string) => db.webSession.findFirst({ where: { id, NOT: isOver() }, select })
  const noted = (action: string, { personId, how }: Session, requestId: string) =>
    ({
      person: personId,
      verified: true,
      action,
      subject: personId,
      outcome: 'done',
      detail: { how },
      requestId,
      place: 'web',
    }) as const

  return {
    open: (session, requestId) =>
      db.$transaction(async (all) => {
        const now = clock.now()
        await all.webSession.deleteMany({ where: isOver() })
        await all.webSession.create({
          data: { ...session, createdAt: now, seenAt: now, expiresAt: later(now, sessionMs) },
        })
        await putAudit(all, now, noted('sign-in', session, requestId))
      }),
    find: async (id) => sessionOf(await find(id)),
    use: async (id) => {
      const row = await find(id)
      if (row !== null && row.seenAt < later(clock.now(), -seenEveryMs)) {
        await db.webSession.updateMany({ where: { id }, data: { seenAt: clock.now() } })
      }
      return sessionOf(row)
    },
    end: (session, requestId) =>
      db.$transaction(async (all) => {
        await all.webSession.deleteMany({ where: { id: session.id } })
        await putAudit(all, clock.now(), noted('sign-out', session, requestId))
      }),
    endAll: (session, requestId) =>
      db.$transaction(async (all) => {
        await all.webSession.deleteMany({ where: { personId: session.personId } })
        await putAudit(all, clock.now(), noted('sign-out-everywhere', session, requestId))
      }),
  }
}

function sessionOf(row: (Omit<Session, 'how'> & { how: string }) | null): Session | null {
  if (row === null) return null
  const { id, how, identity, personId, name } = row
  return { id, how: how as SignInWay, identity, personId, name }
}
