import { type Clock, later } from '../../clock.ts'
import { dayMs } from '../../local-time.ts'
import type { Logger } from '../../log.ts'
import type { CaseStores } from '../../oncall/case-stores.ts'
import type { RunbookSettings } from '../../runbook-settings.ts'

export interface ClearFilesParts extends Pick<CaseStores, 'clearFiles'> {
  runbook(): RunbookSettings
  clock: Clock
  log: Pick<Logger, 'info'>
}

/** Clears the files of cases that were resolved longer ago than files are kept. */
export async function clearOldFiles({ clearFiles, runbook, clock, log }: ClearFilesParts): Promise<void> {
  const { days } = runbook().case_files
  const files = await clearFiles(later(clock.now(), -days * dayMs))
  if (files > 0) log.info({ files, days }, 'files of cases that were resolved long ago were cleared')
}
