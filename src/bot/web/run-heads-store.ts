import type { OpsDb } from '../../db.ts'
import type { RunHead } from './api.ts'

/** The runs that changed last, newest change first: how far each is, and nothing more. */
export type RunHeads = (limit: number) => Promise<RunHead[]>

export function runHeads(db: OpsDb): RunHeads {
  return (limit) =>
    db.run.findMany({
      select: { number: true, version: true, status: true },
      orderBy: [{ updatedAt: 'desc' }, { number: 'desc' }],
      take: limit,
    })
}
