import type { OpsDb } from '../db.ts'
import type { CaseParts } from './store.ts'

/** Whose words: the asker's, or those of the engineers who see to it. */
export type Side = 'asker' | 'team'

/** Something that was said about a case. */
export interface Said {
  caseNumber: number
  position: number
  side: Side
  /** A person's id. */
  by: string
  text: string
  at: Date
}

export interface CaseMessages {
  /** Keeps what somebody said, once; it is passed on to the other side by whoever sees it first. */
  say(said: Pick<Said, 'caseNumber' | 'side' | 'by' | 'text'> & { sourceKey: string }): Promise<void>
  /** What was said about a case, in its order. */
  of(caseNumber: number): Promise<Said[]>
  /** What does not stand yet where the other side reads: of each case the oldest, but for cases of these numbers. */
  unrelayed(limit: number, except: number[]): Promise<Said[]>
  relayed(said: Said): Promise<void>
}

/** What asker and engineers say to each other. */
export function caseMessages(db: OpsDb, { clock }: Pick<CaseParts, 'clock'>): CaseMessages {
  return {
    say: async ({ caseNumber, side, by, text, sourceKey }) => {
      await db.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1 FROM cases WHERE number = ${caseNumber} FOR UPDATE`
        const position = (await tx.caseMessage.count({ where: { caseNumber } })) + 1
        await tx.caseMessage.createMany({
          data: { caseNumber, position, sourceKey, side, by, text, at: clock.now() },
          skipDuplicates: true,
        })
      })
    },
    of: async (caseNumber) =>
      (await db.caseMessage.findMany({ where: { caseNumber }, orderBy: { position: 'asc' } })).map(saidOf),
    unrelayed: async (take, except) => {
      const rows = await db.caseMessage.findMany({
        where: { relayedAt: null, caseNumber: { notIn: except } },
        orderBy: [{ caseNumber: 'asc' }, { position: 'asc' }],
        distinct: ['caseNumber'],
        take,
      })
      return rows.map(saidOf)
    },
    relayed: async ({ caseNumber, position }) => {
      await db.caseMessage.updateMany({
        where: { caseNumber, position, relayedAt: null },
        data: { relayedAt: clock.now() },
      })
    },
  }
}

const saidOf = ({ side, ...row }: Omit<Said, 'side'> & { side: string }): Said => ({
  ...row,
  side: side as Side,
})
