import { putAudit } from '../../../audit-store.ts'
import type { Clock } from '../../../clock.ts'
import type { OpsDb } from '../../../db.ts'

/** Passwords of people, as they are kept: hashed. */
export interface PasswordStore {
  /** The hash of somebody's password; null where there is none. */
  hashOf(personId: string): Promise<string | null>
  /** Whether anybody has a password. */
  any(): Promise<boolean>
  list(): Promise<{ personId: string; setAt: Date }[]>
  /** Sets it, and ends all of this person's sessions. */
  set(personId: string, hash: string, by: string): Promise<void>
  /** Takes it away, and ends all of this person's sessions. @returns whether there was one. */
  remove(personId: string, by: string): Promise<boolean>
}

export function passwordStore(db: OpsDb, clock: Clock): PasswordStore {
  const noted = (person: string, action: string, by: string) =>
    ({
      person: by,
      verified: false,
      action,
      subject: person,
      outcome: 'done',
      detail: {},
      requestId: by,
      // There is no other way to do it.
      place: 'command line',
    }) as const
  return {
    hashOf: async (personId) => (await db.localPassword.findUnique({ where: { personId } }))?.hash ?? null,
    any: async () => (await db.localPassword.count({ take: 1 })) > 0,
    list: () =>
      db.localPassword.findMany({ select: { personId: true, setAt: true }, orderBy: { personId: 'asc' } }),
    set: (personId, hash, by) =>
      db.$transaction(async (all) => {
        const kept = { hash, setAt: clock.now() }
        await all.localPassword.upsert({ where: { personId }, create: { personId, ...kept }, update: kept })
        await all.webSession.deleteMany({ where: { personId } })
        await putAudit(all, clock.now(), noted(personId, 'password.set', by))
      }),
    remove: (personId, by) =>
      db.$transaction(async (all) => {
        const { count } = await all.localPassword.deleteMany({ where: { personId } })
        if (count === 0) return false
        await all.webSession.deleteMany({ where: { personId } })
        await putAudit(all, clock.now(), noted(personId, 'password.removed', by))
        return true
      }),
  }
}
