import { putAudit } from '../../../audit-store.ts'
import { type Clock, later } from '../../../clock.ts'
import type { OpsDb } from '../../../db.ts'

/** A token for a program, which acts on behalf of a person. */
export interface ApiToken {
  id: string
  name: string
  personId: string
  scopes: string[]
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
  /** To the hour; null where it was never used. */
  usedAt: Date | null
}

export interface TokenStore {
  create(
    token: Pick<ApiToken, 'id' | 'name' | 'personId' | 'scopes' | 'expiresAt'> & { hash: string },
    by: string,
  ): Promise<void>
  list(): Promise<ApiToken[]>
  /** A token that is neither expired nor revoked, with the hash of its secret; null where there is none. */
  find(id: string): Promise<(ApiToken & { hash: string }) | null>
  /** Notes that it was used. */
  used(token: ApiToken): Promise<void>
  /** @returns whether there was one to revoke. */
  revoke(id: string, by: string): Promise<boolean>
}

const usedEveryMs = 3_600_000

export function tokenStore(db: OpsDb, clock: Clock): TokenStore {
  const noted = (id: string, action: string, detail: Record<string, string>, by: string) =>
    ({
      person: by,
      verified: false,
      action,
      subject: id,
      outcome: 'done',
      detail,
      requestId: by,
      // There is no other way to do it.
      place: 'command line',
    }) as const
  return {
    create: (token, by) =>
      db.$transaction(async (all) => {
        await all.apiToken.create({ data: { ...token, createdAt: clock.now() } })
        const { name, personId, scopes, expiresAt } = token
        const detail = { name, for: personId, scopes: scopes.join(','), until: expiresAt.toISOString() }
        await putAudit(all, clock.now(), noted(token.id, 'token.created', detail, by))
      }),
    list: () => db.apiToken.findMany({ orderBy: { createdAt: 'asc' }, omit: { hash: true } }),
    find: (id) => db.apiToken.findFirst({ where: { id, revokedAt: null, expiresAt: { gt: clock.now() } } }),
    used: async ({ id, usedAt }) => {
      if (usedAt !== null && usedAt > later(clock.now(), -usedEveryMs)) return
      await db.apiToken.updateMany({ where: { id }, data: { usedAt: clock.now() } })
    },
    revoke: (id, by) =>
      db.$transaction(async (all) => {
        const data = { revokedAt: clock.now() }
        const { count } = await all.apiToken.updateMany({ where: { id, revokedAt: null }, data })
        if (count === 0) return false
        await putAudit(all, clock.now(), noted(id, 'token.revoked', {}, by))
        return true
      }),
  }
}
