import type { Filled, PlannedVerify } from '../plan.ts'
import type { Check, Checks } from '../sop.ts'
import { backupProved, backupRestored, wayBack } from './checks/backups.ts'
import { chatAnswers } from './checks/chat.ts'
import { documentCited, documentFound, documentListed, documentRead } from './checks/document.ts'
import { oldSessionsGone } from './checks/maintenance.ts'
import { healthy, noNewErrors, running, startedAnew, stopped } from './checks/service.ts'
import { healthAsBefore, settingsAsBefore, settingsTakenUp } from './checks/settings.ts'
import type { CheckKind } from './kinds.ts'

/** How each check looks. A new one is a file in checks/, and a row here and in sop.ts. */
const checks: { [Name in Check]: CheckKind<Filled<Checks[Name]>> } = {
  'started-anew': startedAnew,
  running,
  stopped,
  healthy,
  'no-new-errors': noNewErrors,
  'settings-taken-up': settingsTakenUp,
  'settings-as-before': settingsAsBefore,
  'health-as-before': healthAsBefore,
  'chat-answers': chatAnswers,
  'document-read': documentRead,
  'document-listed': documentListed,
  'document-found': documentFound,
  'document-cited': documentCited,
  'old-sessions-gone': oldSessionsGone,
  'backup-proved': backupProved,
  'backup-restored': backupRestored,
  'way-back': wayBack,
}

/** The row belongs to the step's own arguments, which a union of rows does not tell the compiler. */
export const checkOf = ({ check }: PlannedVerify): CheckKind<PlannedVerify> =>
  checks[check] as CheckKind<PlannedVerify>
