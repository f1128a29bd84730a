import type { Filled, PlannedObserve } from '../plan.ts'
import type { Observation, Observations } from '../sop.ts'
import type { ObservationKind } from './kinds.ts'
import { backupMeans } from './observations/backup-means.ts'
import { document } from './observations/document.ts'
import { logReview, logSummary, logSummaryBefore } from './observations/log-review.ts'
import { recordsSentAgain } from './observations/mirrored-records.ts'
import { answers, performanceReport, resources, slowestStatements } from './observations/performance.ts'
import { logErrors, state } from './observations/service.ts'
import { settingsInForce } from './observations/settings.ts'
import { tableSizes, tableSizesAfter } from './observations/table-sizes.ts'

/** How each observation looks. A new one is a file in observations/, and a row here and in sop.ts. */
const observations: { [Name in Observation]: ObservationKind<Filled<Observations[Name]>> } = {
  state,
  'log-errors': logErrors,
  'settings-in-force': settingsInForce,
  'log-summary': logSummary,
  'log-summary-before': logSummaryBefore,
  'log-review': logReview,
  resources,
  answers,
  'slowest-statements': slowestStatements,
  'performance-report': performanceReport,
  document,
  'backup-means': backupMeans,
  'table-sizes': tableSizes,
  'table-sizes-after': tableSizesAfter,
  'records-sent-again': recordsSentAgain,
}

/** The row belongs to the step's own arguments, which a union of rows does not tell the compiler. */
export const observationOf = ({ observe }: PlannedObserve): ObservationKind<PlannedObserve> =>
  observations[observe] as ObservationKind<PlannedObserve>
