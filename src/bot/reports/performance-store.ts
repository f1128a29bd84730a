import { randomUUID } from 'node:crypto'
import type { OpsDb, OpsPrisma } from '../../db.ts'
import { type TrendPoint, trendLength } from '../../sops/performance/report.ts'
import type { Reports } from '../../sops/reports.ts'

type Row = OpsPrisma.PerformanceReportGetPayload<Record<string, never>>

export interface PerformanceStore extends Pick<Reports, 'keepPoint'> {
  /** The trend that a picture shows, oldest first; null where there is no such picture. */
  trendOf(picture: string): Promise<TrendPoint[] | null>
}

/** The reports' table. */
export function performanceStore(db: OpsDb): PerformanceStore {
  /** A picture always shows the same: what was known when its report was made. */
  const upTo = async ({ run, measuredAt }: Pick<Row, 'run' | 'measuredAt'>) => {
    const rows = await db.performanceReport.findMany({
      where: { measuredAt: { lte: measuredAt }, run: { lte: run } },
      orderBy: { measuredAt: 'desc' },
      take: trendLength,
    })
    return rows.toReversed().map(pointOf)
  }
  return {
    keepPoint: async (run, point) => {
      await db.performanceReport.createMany({ data: rowOf(run, point), skipDuplicates: true })
      const kept = await db.performanceReport.findUniqueOrThrow({ where: { run } })
      return { picture: kept.picture, points: await upTo(kept) }
    },
    trendOf: async (picture) => {
      const row = await db.performanceReport.findUnique({ where: { picture } })
      return row && (await upTo(row))
    },
  }
}

function rowOf(run: number, { at, values }: TrendPoint) {
  return {
    run,
    picture: randomUUID(),
    measuredAt: new Date(at),
    cpu: values.cpu,
    memory: values.memory,
    responseTime: values.response_time,
    errorRate: values.error_rate,
    activeSessions: values.active_sessions,
  }
}

function pointOf(row: Row): TrendPoint {
  return {
    at: row.measuredAt.toISOString(),
    values: {
      cpu: row.cpu,
      memory: row.memory,
      response_time: row.responseTime,
      error_rate: row.errorRate,
      active_sessions: row.activeSessions,
    },
  }
}
