import type { RunbookSettings } from '../runbook-settings.ts'
import { shorten } from '../shorten.ts'
import { type Case, caseName } from './case.ts'
import type { LeasedPage } from './pages-store.ts'
import type { PageNote } from './ways.ts'

/** What a page says is built with. */
export interface NoteFacts {
  runbook(): RunbookSettings
  /** What somebody is called. */
  nameOf(personId: string): string
  /** Where a case is read. */
  addressOf(one: Case): string | null
}

const longestQuestion = 300

/** What somebody is told who is called about a case. */
export function noteOf({ key, mayBeRepeat, case: one }: LeasedPage, facts: NoteFacts): PageNote {
  const { question, category, machineModel, severity, evidence } = one
  const thing = [category ?? shorten(question, 60), machineModel].filter(Boolean).join(' · ')
  return {
    key,
    caseName: caseName(one),
    severity,
    headline: `${severity.toUpperCase()} · ${caseName(one)} · ${thing}`,
    lines: [
      `${facts.nameOf(one.openedBy)}: ${shorten(question, longestQuestion)}`,
      `It is with level ${one.level}, ${levelName(one, facts.runbook())}. Take it, and nobody else is called.`,
    ],
    address: facts.addressOf(one),
    mayBeRepeat,
    requestId: evidence.requestId,
  }
}

function levelName({ level }: Case, { escalation }: RunbookSettings): string {
  return escalation.levels.find((one) => one.level === level)?.name ?? 'Manager'
}
