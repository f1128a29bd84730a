import type { Filled, PlannedAct } from '../plan.ts'
import type { Act, Acts } from '../sop.ts'
import { serviceAct } from './acts/service.ts'
import { restoreSettings, writeSettings } from './acts/settings.ts'
import type { ActKind } from './kinds.ts'

/** How the agent is asked for each verb. A new one is a row here and in sop.ts. */
const acts: { [Name in Act]: ActKind<Filled<Acts[Name]>> } = {
  start: serviceAct('start'),
  stop: serviceAct('stop'),
  restart: serviceAct('restart'),
  recreate: serviceAct('recreate'),
  write_settings: writeSettings,
  restore_settings: restoreSettings,
}

/** The row belongs to the step's own arguments, which a union of rows does not tell the compiler. */
export const actOf = ({ verb }: PlannedAct): ActKind<PlannedAct> => acts[verb] as ActKind<PlannedAct>
